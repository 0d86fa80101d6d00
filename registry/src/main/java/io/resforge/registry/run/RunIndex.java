package io.resforge.registry.run;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The runs by the time of their submission: empty objects {@code runs-by-time/<time>_<run>}, whose keys sort by time,
 * so that the newest thousand runs are one request.
 */
record RunIndex(ObjectStore store) {

    private static final String PREFIX = "runs-by-time/";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuuMMdd'T'HHmmss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Adds a run; nothing happens if it is there. */
    void add(RunSpec spec) {
        store.create(key(spec.submittedAt(), spec.runId()), new byte[0]);
    }

    /** Takes a run out; nothing happens if it is not there. */
    void remove(RunSpec spec) {
        store.delete(key(spec.submittedAt(), spec.runId()));
    }

    /** All submissions, the newest first. */
    List<SubmissionEntry> newestFirst() {
        return store.list(PREFIX).reversed().stream()
                .map(key -> submission(key.substring(PREFIX.length())))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty for an object of another program. */
    private static Optional<SubmissionEntry> submission(String name) {
        int separator = name.indexOf('_');
        String runId = name.substring(separator + 1);
        if (separator < 0 || !ObjectNames.isLabel(runId)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SubmissionEntry(runId, TIME.parse(name.substring(0, separator), Instant::from)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Takes runs out, whenever they were submitted. */
    void remove(Set<String> runIds) {
        store.list(PREFIX).stream()
                .filter(key -> runIds.contains(key.substring(key.indexOf('_') + 1)))
                .forEach(store::delete);
    }

    private static String key(Instant submittedAt, String runId) {
        return PREFIX + TIME.format(submittedAt) + "_" + runId;
    }
}
