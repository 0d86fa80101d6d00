package io.resforge.inference.testing;

import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.DiskCache;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.rollout.ModelPattern;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.OnDemandModels;
import io.resforge.inference.rollout.OnDemandModels.ModelHost;
import io.resforge.inference.rollout.OnDemandModels.OnDemandRules;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The part of the service that serves models on demand, over a real store, looking only when it is told to, by a clock that stands still. */
public final class DemandFixture implements ModelHost, ReloadListener {

    /** The one that is always loaded. */
    public static final String ALWAYS = "always";

    /** Something that happened to a model. */
    public record Happened(String model, ReloadEvent event) {}

    private final ServedModels models =
            new ServedModels(List.of(new ServedModel(ALWAYS, new ModelSlot(), new CanaryWatch())));
    private final List<Happened> events = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ObjectStore store;
    private final Loader loader;
    private final OnDemandModels onDemand;
    private volatile OnDemandObserver observer = OnDemandObserver.NONE;

    /**
     * @param loaders run what loads models
     * @param memory bytes that all engines may hold; those of {@link CountedEngines} hold 1,000
     */
    public DemandFixture(
            ObjectStore store, Path cache, Engines engines, Executor loaders, int mostLoaded, OptionalLong memory) {
        this.store = store;
        MemoryBudget budget = new MemoryBudget(memory);
        Clock clock = Clock.systemUTC();
        this.loader = new Loader(
                store,
                new DiskCache(ObjectStore.openOrCreate(cache.toString()), clock, Seal.NONE),
                engines,
                budget,
                clock,
                StartClock.ofThisProcess(),
                Seal.NONE);
        this.onDemand = new OnDemandModels(
                store,
                new OnDemandRules(List.of(new ModelPattern("m-*")), mostLoaded),
                this,
                budget,
                loaders,
                schedule(),
                nanos::get,
                this,
                observer);
    }

    private static PollSchedule schedule() {
        return new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
    }

    /** What is served. */
    public ServedModels models() {
        return models;
    }

    /** A model that is served. */
    public ServedModel model(String name) {
        return models.model(name);
    }

    /** Has a model loaded for a call. */
    public ColdModel cold(String name) {
        return model(name).cold().orElseThrow();
    }

    /** Those that are served on demand. */
    public OnDemandModels onDemand() {
        return onDemand;
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Of all models, those that are loaded. */
    public List<String> loaded() {
        return models.all().stream().map(served -> served.live().name()).toList();
    }

    /** What happened of one kind. */
    public <E extends ReloadEvent> List<String> modelsOf(Class<E> kind) {
        return events.stream()
                .filter(happened -> kind.isInstance(happened.event()))
                .map(Happened::model)
                .toList();
    }

    @Override
    public boolean serve(String model, ModelSlot slot, ColdModel cold) {
        return models.add(new ServedModel(model, slot, new CanaryWatch(), Optional.of(cold)));
    }

    @Override
    public ModelWatch watch(String model, ModelSlot slot) {
        return new ModelWatch(
                ModelPolicy.champion(model),
                slot,
                new CanaryWatch(),
                store,
                loader,
                schedule(),
                Clock.systemUTC(),
                this);
    }

    @Override
    public String whyNone(String model) {
        return models.model(model).whyNone();
    }

    @Override
    public void on(String model, ReloadEvent event) {
        models.on(model, event);
        events.add(new Happened(model, event));
    }
}
