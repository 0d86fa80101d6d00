package io.resforge.simulation;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.Routing;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.DiskCache;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.ModelPolicy.VersionPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;

/** A server: follows the promotions, tries new champions beside the old ones, and starts again after a crash with what its disk has. */
final class Server {

    static final Duration TRIAL = Duration.ofMinutes(150);

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(65);
    private static final int CALLS = 60;

    private final Simulation world;
    private final String name;
    private final ModelPolicy policy;
    private final ObjectStore disk;
    private int lives;
    private ModelSlot slot;

    Server(Simulation world, String name, boolean tries) {
        this.world = world;
        this.name = name;
        this.disk = new SimulatedStore(world.time());
        Optional<CanaryPolicy> canary = tries
                ? Optional.of(new CanaryPolicy(new Target.Champion(), .5, TRIAL, new Margins(20, .05, 2, 10, .05)))
                : Optional.empty();
        this.policy =
                new ModelPolicy(Simulation.MODEL, VersionPolicy.parse("champion"), Map.of(), canary, Optional.empty());
    }

    /** The version that answers; empty before there is one. */
    Optional<String> live() {
        return slot.live().map(LiveModel::version);
    }

    /** Whether it has new champions on trial. */
    boolean tries() {
        return policy.canary().isPresent();
    }

    String name() {
        return name;
    }

    void begin() {
        Life life = new Life(world, name + "." + ++lives, () -> world.startAgain(name, lives, this::begin));
        slot = new ModelSlot(() -> .5);
        CanaryWatch canary = new CanaryWatch();
        ObjectStore store = world.bug().seenBy(Bug.Role.SERVER, life);
        Loader loader = loader(store, disk, world.truth()::loaded, world.time());
        ModelWatch watch = new ModelWatch(
                policy,
                slot,
                canary,
                store,
                loader,
                new PollSchedule(BETWEEN_LOOKS, BETWEEN_LOOKS.multipliedBy(2), new Random(world.seed())),
                world.time(),
                (model, event) -> heard(life, event));
        life.start("watch", () -> {
            while (!world.isOver()) {
                Duration next = watch.look();
                slot.routing().ifPresent(routing -> call(routing, canary));
                life.pause(next);
            }
        });
    }

    /** Calls come in, and a bad version fails them. */
    private void call(Routing routing, CanaryWatch canary) {
        routing.canary()
                .map(Routing.TrafficShare::version)
                .filter(version -> new Chance(world.seed(), "version " + version, 1).of(.5))
                .ifPresent(version -> {
                    for (int i = 0; i < CALLS; i++) {
                        canary.failed(version);
                        canary.answered(routing.live(), i, 1, 1000);
                    }
                });
    }

    private void heard(Life life, ReloadEvent event) {
        world.say(() -> life.name() + ": " + event.getClass().getSimpleName()
                + switch (event) {
                    case ReloadEvent.WentLive(LiveModel model, Duration _, boolean _) -> " version " + model.version();
                    case ReloadEvent.VersionRefused(var refusal) -> " " + refusal.message();
                    case ReloadEvent.CanaryWithdrawn(String version, String _) -> " version " + version;
                    default -> "";
                });
        switch (event) {
            case ReloadEvent.VersionRefused(var refusal) -> world.truth().refused(refusal.version(), refusal.message());
            case ReloadEvent.WatchFailed(Throwable failure)
            when !life.isOver() -> world.violated(life.name() + " met what nothing expects: " + failure, failure);
            default -> {}
        }
    }

    /**
     * Loads versions without an engine.
     *
     * @param told hears of each version that is loaded
     */
    static Loader loader(ObjectStore store, ObjectStore disk, Consumer<Checkpoint> told, VirtualTime time) {
        return new Loader(
                store,
                new DiskCache(disk, time, Seal.NONE),
                new Networks(told),
                new MemoryBudget(OptionalLong.empty()),
                time,
                new StartClock(time::nanos, 0),
                Seal.NONE);
    }

    /**
     * Networks that compute nothing; that what is loaded is what was published is checked as it is loaded.
     *
     * @param told what is loaded
     */
    record Networks(Consumer<Checkpoint> told) implements Engines {

        @Override
        public void start() {
            // nothing is shared
        }

        @Override
        public long bytes(Checkpoint checkpoint) {
            return 1;
        }

        @Override
        public Engine load(Checkpoint checkpoint, Runnable loaded) {
            told.accept(checkpoint);
            loaded.run();
            return new Engine() {
                @Override
                public float[] logits(byte[] pixels, int count) {
                    return new float[2 * count];
                }

                @Override
                public String name() {
                    return "none";
                }

                @Override
                public long bytes() {
                    return 1;
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };
        }
    }
}
