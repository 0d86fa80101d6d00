package io.resforge.registry.run;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.Names;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The runs by the time of their submission: empty objects {@code runs-by-time/<time>_<run>}, whose keys sort by time.
 * So the newest thousand runs are one request to a store, not a thousand.
 */
final class RunIndex {

    private static final String PREFIX = "runs-by-time/";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuuMMdd'T'HHmmss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ObjectStore store;

    RunIndex(ObjectStore store) {
        this.store = store;
    }

    /** Adds a run; nothing happens if it is there. */
    void add(RunSpec spec) {
        store.create(key(spec.submittedAt(), spec.runId()), new byte[0]);
    }

    /** All run ids, the newest submission first. */
    List<String> newestFirst() {
        return store.list(PREFIX).reversed().stream()
                .map(key -> key.substring(key.indexOf('_') + 1))
                .filter(Names::isLabel)
                .toList();
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
