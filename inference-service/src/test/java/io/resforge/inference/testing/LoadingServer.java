package io.resforge.inference.testing;

import io.resforge.inference.canary.CanaryWatch;
import io.resforge.inference.engine.EngineFactory;
import io.resforge.inference.engine.EngineSetting;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.MemoryBudget;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.model.VersionChoice;
import io.resforge.inference.policy.ModelPolicy;
import io.resforge.inference.slot.Lease;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.slot.Routing;
import io.resforge.inference.start.StartClock;
import io.resforge.inference.watcher.PollSchedule;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.WatchThread;
import io.resforge.inference.watcher.Watcher;
import io.resforge.inference.watcher.Watching;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
    private final Engines engines;
    private final Watcher watcher;

    /** Starts on a store and a cache, with real engines, and serves the champion. */
    public LoadingServer(ObjectStore store, Path cache) {
        this(store, cache, torch(cache));
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
        this.slot = new ModelSlot(() -> 0.2);
        this.budget = budget;
        this.engines = engines;
        DiskCache disk = new DiskCache(ObjectStore.openOrCreate(cache.toString()), clock);
        CheckpointFiles files = new CheckpointFiles(new Checkpoints(store, clock), disk);
        Loader loader = new Loader(files, engines, budget, clock);
        PollSchedule schedule = new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
        this.watcher = new Watching(store, files, disk, loader, budget, clock)
                .watcher(policy, slot, canary, schedule, (model, event) -> events.add(event));
    }

    private static Engines torch(Path cache) {
        return EngineFactory.of(EngineSetting.TORCH_FP32, MAX_BATCH, cache, StartClock.ofThisProcess());
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
        watcher.retryRefused();
    }

    /** A thread that does as this server is told to do by tests. */
    public WatchThread watchThread(String model, Engines engines) {
        return new WatchThread(model, watcher, engines, (any, event) -> {});
    }

    /** Looks at the store once; returns the time until the next look. */
    public Duration look() {
        return watcher.look();
    }

    /** A thread that looks by itself. */
    public WatchThread thread() {
        return new WatchThread(TinyNetwork.MODEL, watcher, engines, (model, event) -> events.add(event));
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
