package io.resforge.trainer.worker.claim;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.request.RunHasEnded;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes this pod the worker of a run. Kubernetes starts a pod only when it wants one, so a pod that finds another's claim takes its
 * place: the worker before it sees the later claim and stops, if it lives at all. Kubernetes counts the attempts too.
 */
final class PodRunClaimer implements RunClaimer {

    /** So many claims lost in a row are a store's fault: that many pods are not made at once. */
    private static final int MOST_TRIES = 20;

    private final RunStore runs;
    private final WorkerHost.InPod pod;
    private final ProcessHandle self;
    private final Clock clock;

    PodRunClaimer(RunStore runs, WorkerHost.InPod pod, ProcessHandle self, Clock clock) {
        this.runs = runs;
        this.pod = pod;
        this.self = self;
        this.clock = clock;
    }

    @Override
    public ClaimedRun take(RunSpec spec) {
        RunHasEnded.check(runs, spec.runId());
        RunAttempt mine = mine();
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<RunAttempt> newest = runs.launch(spec.runId());
            RunAttempt claim = newest.map(before -> after(before, mine)).orElse(mine);
            // A claim whose answer was lost on the way is found as the newest one.
            if (newest.filter(this::isMine).isPresent()) {
                return new ClaimedRun(spec, newest.get());
            }
            if (runs.claim(spec.runId(), claim)) {
                return new ClaimedRun(spec, claim);
            }
        }
        throw new StoreFailure(
                "could not claim run '" + spec.runId() + "': the store called each of " + MOST_TRIES + " claims taken");
    }

    private RunAttempt mine() {
        return RunAttempt.only(
                        WorkerPods.KIND,
                        pod.name(),
                        self.pid(),
                        self.info().startInstant().orElse(null),
                        clock.instant())
                .as(1, RunAttempt.UNCOUNTED, null)
                .inPod(pod.uid().orElse(null));
    }

    private RunAttempt after(RunAttempt before, RunAttempt mine) {
        return mine.as(before.attempt() + 1, RunAttempt.UNCOUNTED, reason(before));
    }

    /** A process id says little: that of a container's first process is always the same. */
    private boolean isMine(RunAttempt launch) {
        RunAttempt mine = mine();
        return isThisPod(launch)
                && launch.pid() == mine.pid()
                && mine.processStart() != null
                && mine.processStart().equals(launch.processStart());
    }

    private boolean isThisPod(RunAttempt launch) {
        return launch.launcher().equals(WorkerPods.KIND)
                && launch.host().equals(pod.name())
                && Optional.ofNullable(launch.podUid()).equals(pod.uid());
    }

    private String reason(RunAttempt before) {
        if (isThisPod(before)) {
            return "the container of pod " + pod.name() + " was started again";
        }
        return before.launcher().equals(WorkerPods.KIND)
                ? "pod " + before.host() + " did not end the run"
                : "process " + before.pid() + " on " + before.host() + " did not end the run";
    }
}
