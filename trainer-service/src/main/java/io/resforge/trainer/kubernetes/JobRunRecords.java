package io.resforge.trainer.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What the store knows of runs that are Jobs. What never changes is remembered, and belongs to one Job: another one of the same name may
 * be another run.
 */
final class JobRunRecords {

    private static final Logger LOG = Logger.getLogger(JobRunRecords.class);
    private static final int REMEMBERED = 20_000;

    private final RunStore store;
    private final Cache<String, RunSpec> specs =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<String, RunEnd> ends =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    JobRunRecords(RunStore store) {
        this.store = store;
    }

    /** What was asked for; empty for a Job that was applied by hand and whose worker has not begun. */
    Optional<RunSpec> spec(String runId, String job) {
        return remembered(specs, runId, job, () -> store.spec(runId));
    }

    /** How it ended. */
    Optional<RunEnd> end(String runId, String job) {
        return remembered(ends, runId, job, () -> store.end(runId));
    }

    /** How far it is. */
    Optional<RunStatus> status(String runId) {
        return readable(() -> store.status(runId));
    }

    private static <T> Optional<T> remembered(
            Cache<String, T> cache, String runId, String job, Supplier<Optional<T>> read) {
        String key = runId + " " + job;
        T known = cache.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<T> found = readable(read);
        found.ifPresent(it -> cache.put(key, it));
        return found;
    }

    /** A damaged object must not hide the run, which the cluster knows too. */
    private static <T> Optional<T> readable(Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (DamagedObject e) {
            LOG.debugf("Passed over: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
