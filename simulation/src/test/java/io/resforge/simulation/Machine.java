package io.resforge.simulation;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.WorkerLauncher;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.WorkerProcess;
import io.resforge.trainer.worker.SimulatedWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine on which a control plane starts workers; they go on when it crashes. */
final class Machine implements WorkerLauncher {

    private static final int KILLED = 137;

    private final Simulation world;
    private final String host;
    private final Map<Long, Worker> workers = new HashMap<>();
    private long lastPid = 1_000_000_000;

    /** A worker's process, and how it ended once it has. */
    private static final class Worker {
        private final String runId;
        private Life life;
        private Optional<Integer> exit = Optional.empty();

        Worker(String runId) {
            this.runId = runId;
        }
    }

    Machine(Simulation world, String host) {
        this.world = world;
        this.host = host;
    }

    /** Whether a worker of a run lives here. */
    boolean hasWorkerOf(String runId) {
        return workers.values().stream().anyMatch(it -> it.runId.equals(runId) && it.exit.isEmpty());
    }

    @Override
    public int capacity() {
        return 2;
    }

    @Override
    public List<Violation> objections(RunRequest request) {
        return List.of();
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public RunAttempt claim() {
        return WorkerProcess.claim(host, world.time().instant());
    }

    @Override
    public RunAttempt launch(TrainingRun run, RunAttempt claim) {
        world.truth().runs().launched(run.id(), claim.attempt());
        long pid = ++lastPid;
        RunAttempt launch = claim.withProcess(pid, world.time().instant());
        Worker worker = new Worker(run.id());
        Life life =
                new Life(world, "worker " + run.id() + "/" + claim.attempt(), () -> worker.exit = Optional.of(KILLED));
        worker.life = life;
        workers.put(pid, worker);
        int right = 1 + new Chance(world.seed(), run.id(), 0).below(SimulatedWorker.HELD_OUT - 1);
        SimulatedWorker work = new SimulatedWorker(
                world.bug().seenBy(Bug.Role.WORKER, life), world.time(), () -> life.pause(Duration.ofMinutes(20)));
        life.start("work", () -> {
            ExitCode code = work.work(run.spec(), launch, right);
            if (worker.exit.isEmpty() && !life.isOver()) {
                worker.exit = Optional.of(code.number());
                world.say(() -> life.name() + " ends with " + code);
            }
        });
        return launch;
    }

    @Override
    public Liveness liveness(String runId, RunAttempt launch) {
        Worker worker = launch.host().equals(host) ? workers.get(launch.pid()) : null;
        if (worker == null) {
            return new Liveness.Unseen();
        }
        return worker.exit.<Liveness>map(code -> ended(code)).orElseGet(Liveness.Alive::new);
    }

    private static Liveness ended(int code) {
        String reason = "the worker " + ExitCode.words(code);
        return switch (ExitCode.repeat(code)) {
            case NEVER -> new Liveness.Gone(reason, false);
            case COUNTED -> new Liveness.Gone(reason, true);
            case FREELY -> new Liveness.Stopped(reason);
        };
    }

    @Override
    public void stop(String runId, RunAttempt launch) {
        Worker worker = launch.host().equals(host) ? workers.get(launch.pid()) : null;
        if (worker != null && worker.exit.isEmpty()) {
            worker.life.kill();
            worker.exit = Optional.of(ExitCode.TRY_AGAIN.number());
            world.say(() -> worker.life.name() + " is stopped");
        }
    }

    @Override
    public void forgetLog(String runId) {
        // there are no logs
    }

    @Override
    public Path log(String runId) {
        throw new UnsupportedOperationException("there are no logs");
    }
}
