package io.resforge.inference.testing;

import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.DiskCache;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.inference.settings.InferenceConfig.EngineSetting;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** The part of the service that watches and loads, over real stores, and looking only when it is told to. */
public final class LoadingServer implements AutoCloseable {

    private static final int MAX_BATCH = 4;

    private final ModelSlot slot;
    private final CanaryWatch canary = new CanaryWatch();
    private final MemoryBudget budget;
    private final List<ReloadEvent> events = new CopyOnWriteArrayList<>();
    private final ModelWatch watch;

    /** Starts on a store and a cache, with real engines, and serves the champion. */
    public LoadingServer(ObjectStore store, Path cache) {
        this(store, cache, torch(cache));
    }

    /** Serves the champion as far as it is sealed. */
    public LoadingServer(ObjectStore store, Path cache, Engines engines, Seal seal) {
        this(
                ModelPolicy.champion(TinyNetwork.MODEL),
                store,
                cache,
                engines,
                new MemoryBudget(OptionalLong.empty()),
                Clock.systemUTC(),
                seal);
    }

    /** Serves what a policy says, with real engines. */
    public LoadingServer(ModelPolicy policy, ObjectStore store, Path cache, MemoryBudget budget, Clock clock) {
        this(policy, store, cache, torch(cache), budget, clock);
    }

    /** Serves the champion. */
    public LoadingServer(ObjectStore store, Path cache, Engines engines) {
        this(
                ModelPolicy.champion(TinyNetwork.MODEL),
                store,
                cache,
                engines,
                new MemoryBudget(OptionalLong.empty()),
                Clock.systemUTC());
    }

    /** Serves what a policy says. */
    public LoadingServer(
            ModelPolicy policy, ObjectStore store, Path cache, Engines engines, MemoryBudget budget, Clock clock) {
        this(policy, store, cache, engines, budget, clock, Seal.NONE);
    }

    /** Serves what a policy says, as far as it is sealed. */
    public LoadingServer(
            ModelPolicy policy,
            ObjectStore store,
            Path cache,
            Engines engines,
            MemoryBudget budget,
            Clock clock,
            Seal seal) {
        this.slot = new ModelSlot(() -> 0.2);
        this.budget = budget;
        DiskCache disk = new DiskCache(ObjectStore.openOrCreate(cache.toString()), clock, seal);
        Loader loader = new Loader(store, disk, engines, budget, clock, StartClock.ofThisProcess(), seal);
        PollSchedule schedule = new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
        this.watch = new ModelWatch(
                policy, slot, canary, store, loader, schedule, clock, (model, event) -> events.add(event));
    }

    private static Engines torch(Path cache) {
        return Engines.of(EngineSetting.TORCH_FP32, new ComputeDevice.Cpu(), MAX_BATCH, cache, OptionalDouble.empty());
    }

    /** Which version answers what. */
    public Routing routing() {
        return slot.routing().orElseThrow();
    }

    /** The comparison of the canary with the live version. */
    public CanaryWatch canary() {
        return canary;
    }

    /** Bytes that its engines hold. */
    public long usedMemory() {
        return budget.used();
    }

    /** As an operator asks. */
    public void retryRefused() {
        watch.retryRefused();
    }

    /** Looks at the store once; returns the time until the next look. */
    public Duration look() {
        return watch.look();
    }

    /** The same, to be started so that it looks by itself. */
    public ModelWatch watch() {
        return watch;
    }

    /** The version that is live, or "none". */
    public String live() {
        return slot.live().map(LiveModel::version).orElse("none");
    }

    /** What the live engine computes. */
    public float[] logits(byte[] pixels) {
        try (Lease lease = slot.borrow(VersionChoice.ANY).orElseThrow()) {
            return lease.engine().logits(pixels, 1);
        }
    }

    /** What happened, of one kind. */
    public <E extends ReloadEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        slot.close();
    }
}
