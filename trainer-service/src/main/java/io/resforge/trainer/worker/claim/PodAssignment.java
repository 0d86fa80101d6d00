package io.resforge.trainer.worker.claim;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.worker.order.RunHasEnded;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes this pod the worker of a run. Kubernetes starts a pod only when it wants one, so a pod that finds another's claim takes its
 * place: the worker before it sees the later claim and stops, if it lives at all. Kubernetes counts the attempts too.
 */
final class PodAssignment implements Assignment {

    /** The kind of launch that a pod is. */
    static final String KIND = "kubernetes";

    /** So many claims lost in a row are a store's fault: nobody else makes that many pods at once. */
    private static final int MOST_TRIES = 20;

    private final Runs runs;
    private final Place.InPod pod;
    private final ProcessHandle self;
    private final Clock clock;

    PodAssignment(Runs runs, Place.InPod pod, ProcessHandle self, Clock clock) {
        this.runs = runs;
        this.pod = pod;
        this.self = self;
        this.clock = clock;
    }

    @Override
    public Assigned take(RunSpec spec) {
        RunHasEnded.check(runs, spec.runId());
        Launch mine = mine();
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Launch> newest = runs.launch(spec.runId());
            Launch claim = newest.map(before -> after(before, mine)).orElse(mine);
            // A claim whose answer was lost on the way is found as the newest one.
            if (newest.filter(this::isMine).isPresent()) {
                return new Assigned(spec, newest.get());
            }
            if (runs.claim(spec.runId(), claim)) {
                return new Assigned(spec, claim);
            }
        }
        throw new StoreFailure(
                "could not claim run '" + spec.runId() + "': the store called each of " + MOST_TRIES + " claims taken");
    }

    private Launch mine() {
        return Launch.only(
                        KIND, pod.name(), self.pid(), self.info().startInstant().orElse(null), clock.instant())
                .as(1, Launch.UNCOUNTED, null)
                .inPod(pod.uid().orElse(null));
    }

    private Launch after(Launch before, Launch mine) {
        return mine.as(before.attempt() + 1, Launch.UNCOUNTED, reason(before));
    }

    /** A process id says little: that of a container's first process is always the same. */
    private boolean isMine(Launch launch) {
        Launch mine = mine();
        return isThisPod(launch)
                && launch.pid() == mine.pid()
                && mine.processStart() != null
                && mine.processStart().equals(launch.processStart());
    }

    private boolean isThisPod(Launch launch) {
        return launch.launcher().equals(KIND)
                && launch.host().equals(pod.name())
                && Optional.ofNullable(launch.podUid()).equals(pod.uid());
    }

    private String reason(Launch before) {
        if (isThisPod(before)) {
            return "the container of pod " + pod.name() + " was started again";
        }
        return before.launcher().equals(KIND)
                ? "pod " + before.host() + " did not end the run"
                : "process " + before.pid() + " on " + before.host() + " did not end the run";
    }
}
