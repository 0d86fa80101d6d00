package io.resforge.trainer.worker.claim;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.contract.WorkerProcess;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.trainer.worker.request.RunRegistration.RunHasEnded;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How this process becomes the worker of a run. */
public interface RunClaimer {

    /**
     * Takes a run.
     *
     * @throws RunHasEnded if there is nothing left to do
     * @throws BadInput if it is another process's
     * @throws StoreFailure if the store fails
     * @throws DamagedObject if what the store has of it cannot be read
     */
    ClaimedRun take(RunSpec spec);

    /** The claimer for a place. */
    static RunClaimer at(WorkerHost place, RunStore runs, Clock clock) {
        ProcessHandle self = ProcessHandle.current();
        return switch (place) {
            case WorkerHost.OnMachine(String host) -> new ProcessRunClaimer(runs, host, self, clock);
            case WorkerHost.InPod pod -> new PodRunClaimer(runs, pod, self, clock);
        };
    }

    /**
     * What a worker was given to do.
     *
     * @param spec the run
     * @param launch the attempt at it that this process is
     */
    public record ClaimedRun(RunSpec spec, RunAttempt launch) {

        public String runId() {
            return spec.runId();
        }

        /** Whether Kubernetes starts another worker when this one fails: then a failure that another may survive ends nothing. */
        public boolean isRepeatedByCluster() {
            return launch.launcher().equals(WorkerPods.KIND);
        }
    }

    /**
     * Makes this pod the worker of a run. Kubernetes starts a pod only when it wants one, so a pod that finds another's claim takes its
     * place: the worker before it sees the later claim and stops, if it lives at all. Kubernetes counts the attempts too.
     */
    static final class PodRunClaimer implements RunClaimer {

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
            throw new StoreFailure("could not claim run '" + spec.runId() + "': the store called each of " + MOST_TRIES
                    + " claims taken");
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

    /** Makes this process the worker of a run, unless another one is; the control plane or the person who started it looks after it. */
    static final class ProcessRunClaimer implements RunClaimer {

        private final RunStore runs;
        private final String host;
        private final ProcessHandle self;
        private final Clock clock;

        ProcessRunClaimer(RunStore runs, String host, ProcessHandle self, Clock clock) {
            this.runs = runs;
            this.host = host;
            this.self = self;
            this.clock = clock;
        }

        @Override
        public ClaimedRun take(RunSpec spec) {
            String runId = spec.runId();
            RunHasEnded.check(runs, runId);
            RunAttempt launch = runs.launch(runId)
                    .map(newest -> isOver(runId, newest) ? claimAfter(runId, newest) : newest)
                    .orElseGet(() -> claim(runId, claim()));
            if (!isFor(launch)) {
                throw new BadInput(String.format(
                        Locale.ROOT, "process %d on %s works on run '%s' already", launch.pid(), launch.host(), runId));
            }
            if (launch.pid() == 0) {
                // The control plane that started this process records it too; but it may have died before it could.
                launch = WorkerProcess.launched(launch, self);
                runs.launched(runId, launch);
            }
            return new ClaimedRun(spec, launch);
        }

        /** A run that no control plane has launched is taken by a worker that is started for it by hand. */
        private RunAttempt claim(String runId, RunAttempt claim) {
            return runs.claim(runId, claim) ? claim : runs.launch(runId).orElse(claim);
        }

        /** So is one whose worker is gone from this machine. */
        private RunAttempt claimAfter(String runId, RunAttempt gone) {
            int attempt = gone.attempt() + 1;
            String reason = String.format(Locale.ROOT, "the worker process %d is gone", gone.pid());
            return claim(runId, claim().as(attempt, Math.max(attempt, gone.attempts()), reason));
        }

        private RunAttempt claim() {
            return WorkerProcess.launched(WorkerProcess.claim(host, clock.instant()), self);
        }

        private boolean isOver(String runId, RunAttempt launch) {
            return launch.host().equals(host)
                    && launch.pid() > 0
                    && launch.pid() != self.pid()
                    && WorkerProcess.find(runId, launch).isEmpty();
        }

        private boolean isFor(RunAttempt launch) {
            return launch.host().equals(host) && (launch.pid() == 0 || launch.pid() == self.pid());
        }
    }

    /** Where a worker runs, which tells who looks after it. */
    public sealed interface WorkerHost {

        /**
         * A machine: the control plane there started the worker, or a person did.
         *
         * @param host its name
         */
        record OnMachine(String host) implements WorkerHost {}

        /**
         * A pod of a Kubernetes Job, which starts another one when this one fails.
         *
         * @param name of the pod
         * @param uid that tells it from another of its name; empty if the pod was not told
         */
        record InPod(String name, Optional<String> uid) implements WorkerHost {}

        /**
         * As the environment of this process says: {@code POD_NAME} and {@code POD_UID} where the downward API sets them. Kubernetes itself
         * tells every container that it is one, and its host name is the pod's.
         *
         * @param launched whether a control plane on this machine started this process, and looks after it
         */
        static WorkerHost of(Map<String, String> environment, boolean launched) {
            String pod = environment.getOrDefault(WorkerPods.POD_NAME, "");
            if (launched || pod.isBlank() && !environment.containsKey("KUBERNETES_SERVICE_HOST")) {
                return new OnMachine(WorkerProcess.host());
            }
            String name = pod.isBlank() ? WorkerProcess.host() : pod;
            return new InPod(
                    name,
                    Optional.ofNullable(environment.get(WorkerPods.POD_UID)).filter(uid -> !uid.isBlank()));
        }
    }
}
