package io.resforge.simulation;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.process.ProcessBackend;
import io.resforge.trainer.backend.process.Supervisor;
import io.resforge.trainer.run.Housekeeping;
import io.resforge.trainer.run.RunService;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A control plane: takes runs in, looks after their workers, and removes what is old. It starts again after a crash. */
final class ControlPlane {

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(50);
    private static final Duration BETWEEN_REMOVALS = Duration.ofHours(5);
    private static final Supervisor.Timeout TIMEOUT =
            new Supervisor.Timeout(BETWEEN_LOOKS, Duration.ofHours(1), Duration.ofHours(3), 3);

    private final Simulation world;
    private final String name;
    private final Machine machine;
    private final Housekeeping.Limits limits;
    private int lives;
    private Life life;
    private RunService runs;

    ControlPlane(Simulation world, String name) {
        this.world = world;
        this.name = name;
        this.machine = new Machine(world, "machine of " + name);
        Chance chance = new Chance(world.seed(), name, 0);
        this.limits = new Housekeeping.Limits(
                chance.of(.7) ? Optional.of(1 + chance.below(3)) : Optional.empty(),
                chance.of(.5) ? Optional.of(Duration.ofHours(6)) : Optional.empty(),
                BETWEEN_REMOVALS);
    }

    Machine machine() {
        return machine;
    }

    void begin() {
        life = new Life(world, name + "." + ++lives, () -> world.startAgain(name, lives, this::begin));
        ObjectStore store = world.bug().seenBy(Bug.Role.CONTROL_PLANE, life);
        RunStore records = new RunStore(store);
        TrainingRuns training = new TrainingRuns(records);
        Supervisor supervisor =
                new Supervisor(records, training, machine, TIMEOUT, world.time(), world.time()::nanos, all -> {});
        Housekeeping housekeeping = new Housekeeping(store, limits, world.time(), Seal.NONE, (model, version) -> {});
        runs = new RunService(
                records,
                new Checkpoints(store, world.time()),
                new ProcessBackend(records, training, machine, () -> {}),
                world.time(),
                new Random(world.seed()));
        again("supervise", BETWEEN_LOOKS, supervisor::pass);
        again("remove what is old", BETWEEN_REMOVALS, housekeeping::pass);
    }

    private void again(String what, Duration pause, Runnable pass) {
        Life own = life;
        own.start(what, () -> {
            while (!world.isOver()) {
                own.pause(pause);
                pass.run();
            }
        });
    }

    /** Does something for a client. */
    void serve(String what, Consumer<RunService> call) {
        RunService service = runs;
        life.start(what, () -> call.accept(service));
    }
}
