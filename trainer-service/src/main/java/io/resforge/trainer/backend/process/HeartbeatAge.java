package io.resforge.trainer.backend.process;

import static java.util.stream.Collectors.toSet;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.backend.TrainingRun;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How long nothing was heard of workers. It goes by when this control plane itself saw a report change, as leases in Kubernetes do, so
 * that no two clocks are compared and a laptop may sleep.
 */
final class HeartbeatAge {

    private final LongSupplier nanoTime;
    private final Map<String, Heard> heard = new HashMap<>();

    HeartbeatAge(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** For how long the run's report has been the same; from the first look on. */
    Duration of(TrainingRun run) {
        Instant report = run.status().map(RunStatus::updatedAt).orElse(Instant.EPOCH);
        int attempt = run.launch().map(RunAttempt::attempt).orElse(0);
        Heard current = new Heard(attempt, report, nanoTime.getAsLong());
        Heard last = heard.merge(run.id(), current, (old, now) -> old.saysTheSameAs(now) ? old : now);
        return Duration.ofNanos(current.nanos - last.nanos);
    }

    /** Forgets the workers of other runs. */
    void forgetAllBut(List<TrainingRun> working) {
        Set<String> ids = working.stream().map(TrainingRun::id).collect(toSet());
        heard.keySet().retainAll(ids);
    }

    /** Begins to count anew, after a time in which nothing could be heard. */
    void reset() {
        heard.clear();
    }

    /** Another attempt has its own time, though the last report is still that of the attempt before. */
    private record Heard(int attempt, Instant report, long nanos) {

        boolean saysTheSameAs(Heard other) {
            return attempt == other.attempt && report.equals(other.report);
        }
    }
}
