package io.resforge.registry.run;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.Parallel;
import io.resforge.registry.value.ObjectNames;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the runs that have ended from those that have not. An end never changes, so it is read once: a look at n runs
 * asks for two lists of n / 1000 pages each, and for one object of each run that was not known to have ended.
 */
public final class EndedRuns {

    /** Of more, each is asked again at every look: some 50 MB. */
    private static final int REMEMBERED = 200_000;

    private final ObjectStore store;
    private final RunStore runs;
    private final Map<SubmissionEntry, Found> known = new ConcurrentHashMap<>();

    public EndedRuns(ObjectStore store) {
        this.store = store;
        this.runs = new RunStore(store);
    }

    /**
     * What is kept of a run: whether it has an end, readable or not, when it ended and what it published, null if
     * unknown.
     */
    public record Found(String runId, boolean ended, Instant endedAt, String model, String version) {

        /** Whether nothing can be told of its end. */
        public boolean isUnreadable() {
            return ended && endedAt == null;
        }
    }

    /** All runs of which anything is kept, by their ids. */
    public List<Found> all() {
        Map<String, SubmissionEntry> listed = new HashMap<>();
        runs.submissions().forEach(it -> listed.put(it.runId(), it));
        known.keySet().retainAll(listed.values());
        List<String> ids = store.folders(RunKeys.RUNS).stream()
                .filter(ObjectNames::isLabel)
                .toList();
        return Parallel.map(ids, id -> found(id, Optional.ofNullable(listed.get(id))));
    }

    /** One that was deleted and submitted anew is another run. */
    private Found found(String runId, Optional<SubmissionEntry> submission) {
        Found before = submission.map(known::get).orElse(null);
        if (before != null) {
            return before;
        }
        Found now = read(runId);
        if (now.endedAt() != null && known.size() < REMEMBERED) {
            submission.ifPresent(it -> known.put(it, now));
        }
        return now;
    }

    private Found read(String runId) {
        try {
            Optional<RunEnd> end = runs.end(runId);
            Optional<RunEnd.Result> result = end.map(RunEnd::result);
            return new Found(
                    runId,
                    end.isPresent(),
                    end.map(RunEnd::endedAt).orElse(null),
                    result.map(RunEnd.Result::model).orElse(null),
                    result.map(RunEnd.Result::version).orElse(null));
        } catch (DamagedObject e) {
            return new Found(runId, true, null, null, null);
        }
    }
}
