package io.resforge.inference.testing;

import io.resforge.inference.engine.EngineFactory;
import io.resforge.inference.engine.EngineSetting;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.Lease;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.ChampionFollower;
import io.resforge.inference.watcher.PollSchedule;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.Rollout;
import io.resforge.inference.watcher.Watcher;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The part of the service that watches and loads, over real stores, and looking only when it is told to. */
public final class LoadingServer implements AutoCloseable {

    private static final int MAX_BATCH = 4;

    private final ModelSlot slot = new ModelSlot();
    private final List<ReloadEvent> events = new ArrayList<>();
    private final Watcher watcher;

    /** Starts on a store and a cache, with real engines. */
    public LoadingServer(ObjectStore store, Path cache) {
        this(store, cache, EngineFactory.of(EngineSetting.TORCH_FP32, MAX_BATCH, cache));
    }

    public LoadingServer(ObjectStore store, Path cache, Engines engines) {
        Clock clock = Clock.systemUTC();
        DiskCache disk = new DiskCache(ObjectStore.openOrCreate(cache.toString()), clock);
        CheckpointFiles files = new CheckpointFiles(new Checkpoints(store, clock), disk);
        Loader loader = new Loader(files, engines, clock);
        Rollout rollout = new Rollout(TinyNetwork.MODEL, loader, disk, slot, events::add);
        ChampionFollower follower = new ChampionFollower(
                TinyNetwork.MODEL, new Promotions(store, clock), files, slot, rollout, events::add);
        PollSchedule schedule = new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
        this.watcher = new Watcher(follower, rollout, slot, schedule, events::add);
    }

    /** Looks at the store once; returns the time until the next look. */
    public Duration look() {
        return watcher.look();
    }

    /** The version that is live, or "none". */
    public String live() {
        return slot.live().map(LiveModel::version).orElse("none");
    }

    /** What the live engine computes. */
    public float[] logits(byte[] pixels) {
        try (Lease lease = slot.borrow().orElseThrow()) {
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
