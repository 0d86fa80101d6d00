package io.resforge.trainer.control;

import static java.util.stream.Collectors.toSet;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.run.TrainingRun;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How long nothing was heard of workers that cannot be seen from here. It goes by when this control plane itself saw a report change, as
 * leases in Kubernetes do, so that no two clocks are compared and a laptop may sleep.
 */
final class Silence {

    private final Duration startLimit;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Map<String, Heard> heard = new HashMap<>();

    /**
     * @param startLimit how long a launch may be without its process
     * @param limit how long a worker may be silent
     */
    Silence(Duration startLimit, Duration limit, LongSupplier nanoTime) {
        this.startLimit = startLimit;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** A sentence that says so, if nothing was heard of a worker for too long. */
    Optional<String> tooLong(TrainingRun run, Launch launch) {
        Instant report = run.status().map(RunStatus::updatedAt).orElse(Instant.EPOCH);
        long now = nanoTime.getAsLong();
        Heard last = heard.merge(
                run.id(), new Heard(report, now), (old, current) -> old.report.equals(report) ? old : current);
        boolean neverStarted = launch.pid() == 0 && run.status().isEmpty();
        Duration allowed = neverStarted ? startLimit : limit;
        if (Duration.ofNanos(now - last.nanos).compareTo(allowed) < 0) {
            return Optional.empty();
        }
        return Optional.of(
                neverStarted
                        ? "the control plane stopped while it was starting the worker; please submit the run again"
                        : "nothing was heard of the worker on %s for %d s".formatted(launch.host(), limit.toSeconds()));
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

    private record Heard(Instant report, long nanos) {}
}
