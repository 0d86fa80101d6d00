package io.resforge.inference.app;

import io.netty.channel.EventLoopGroup;
import io.quarkus.grpc.GrpcService;
import io.quarkus.netty.MainEventLoopGroup;
import io.resforge.client.channel.BearerToken;
import io.resforge.client.channel.TlsSettings;
import io.resforge.inference.api.GrpcHealth;
import io.resforge.inference.app.ModelEnvironment.ModelKeys;
import io.resforge.inference.app.ModelsConfig.PolicySettings;
import io.resforge.inference.app.ReloadLog.StartLog;
import io.resforge.inference.app.Watches.ChampionPush;
import io.resforge.inference.app.Watches.KeyFetch;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent.CacheFailed;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.DiskCache;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.rollout.ModelDiscovery;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.OnDemandModels;
import io.resforge.inference.rollout.OnDemandModels.OnDemandRules;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.StartRefusal;
import io.resforge.support.access.AuditLog;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/** Puts together what is served and what follows the store for it. */
@Singleton
public class WatchParts {

    private static final Duration LOOK_FOR_MODELS = Duration.ofSeconds(2);

    private final InferenceConfig config;
    private final OnDemandConfig onDemand;
    private final List<ModelPolicy> policies;
    private final Map<String, CanaryWatch> trials = new ConcurrentHashMap<>();
    private final Clock clock = Clock.systemUTC();

    WatchParts(InferenceConfig config, ModelsConfig models, OnDemandConfig onDemand) {
        StartRefusal.unless(
                "resforge.models",
                () -> ModelKeys.check(ConfigProvider.getConfig().getPropertyNames()));
        this.config = config;
        this.onDemand = onDemand;
        this.policies =
                StartRefusal.unless("resforge.models", () -> PolicySettings.of(config.model(), models.models()));
        policies.forEach(policy -> trials.put(policy.model(), new CanaryWatch()));
    }

    @Produces
    @Singleton
    ServedModels models() {
        return new ServedModels(policies.stream()
                .map(policy -> new ServedModel(policy.model(), new ModelSlot(), trials.get(policy.model())))
                .toList());
    }

    @Produces
    @Singleton
    Watches watches(
            ServedModels models,
            Engines engines,
            MemoryBudget budget,
            MeterFactory metrics,
            PredictionIds ids,
            ObjectStore store,
            Seal seal,
            StartClock start,
            @GrpcService GrpcHealth health,
            AuditLog audit,
            @MainEventLoopGroup EventLoopGroup eventLoops) {
        ReloadListener all = ReloadListener.all(
                new ReloadLog(models, store.toString()),
                models,
                metrics.reloads(
                        models.names(), model -> models.model(model).cold().isPresent()),
                health,
                new AuditedReloads(audit),
                new StartLog(start, models),
                new EventLoopTimeSlices(eventLoops));
        Loader loader = new Loader(store, diskCache(all, seal), engines, budget, clock, start, seal);
        Function<ModelPolicy, ModelWatch> watch = policy -> new ModelWatch(
                policy,
                models.model(policy.model()).slot(),
                trials.get(policy.model()),
                store,
                loader,
                schedule(),
                clock,
                all);
        Map<String, ModelWatch> byModel = policies.stream().collect(Collectors.toMap(ModelPolicy::model, watch));
        Optional<KeyFetch> key = config.feedback().key().isPresent()
                ? Optional.empty()
                : Optional.of(new KeyFetch(store, ids, schedule()));
        Optional<BearerToken> token = StartRefusal.unless(
                "resforge.watch.registry-token-file",
                () -> config.watch().registryTokenFile().map(BearerToken::ofFile));
        Watches watches = new Watches(
                byModel,
                key,
                config.watch()
                        .registry()
                        .map(target -> look -> StartRefusal.unless(
                                "resforge.watch.registry",
                                () -> new ChampionPush(target, tls(), token, schedule(), look))));
        serveOnDemand(
                watches,
                models,
                store,
                budget,
                metrics,
                all,
                (policy, slot) ->
                        new ModelWatch(policy, slot, new CanaryWatch(), store, loader, schedule(), clock, all));
        watches.discover(new ModelDiscovery(
                store,
                clock,
                config.discoverModels(),
                LOOK_FOR_MODELS,
                model -> !rules().take(model),
                model -> serve(model, models, watch, watches)));
        return watches;
    }

    private boolean serve(String model, ServedModels models, Function<ModelPolicy, ModelWatch> watch, Watches watches) {
        trials.computeIfAbsent(model, _ -> new CanaryWatch());
        if (!models.add(new ServedModel(model, new ModelSlot(), trials.get(model)))) {
            return false;
        }
        watches.add(model, watch.apply(ModelPolicy.champion(model)));
        return true;
    }

    private void serveOnDemand(
            Watches watches,
            ServedModels models,
            ObjectStore store,
            MemoryBudget budget,
            MeterFactory metrics,
            ReloadListener listener,
            BiFunction<ModelPolicy, ModelSlot, ModelWatch> watch) {
        if (!rules().patterns().isEmpty() && !store.hasLists()) {
            throw StartRefusal.of(
                    "resforge.on-demand.models needs a store whose objects can be listed, and " + store + " is none");
        }
        ThreadPoolExecutor loaders = new ThreadPoolExecutor(
                onDemand.loaders(),
                onDemand.loaders(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(), // as long as the calls that wait
                Thread.ofPlatform().name("resforge-loader-", 1).daemon().factory());
        loaders.allowCoreThreadTimeOut(true);
        OnDemandModels all = new OnDemandModels(
                store,
                rules(),
                new OnDemandHost(models, watch),
                budget,
                loaders,
                schedule(),
                System::nanoTime,
                listener,
                metrics.onDemand());
        metrics.watchOnDemand(all::known, all::loaded);
        watches.serveOnDemand(all, loaders);
    }

    private OnDemandRules rules() {
        return new OnDemandRules(onDemand.models().orElse(List.of()), onDemand.mostLoaded());
    }

    private TlsSettings tls() {
        InferenceConfig.Watch watch = config.watch();
        return new TlsSettings(false, watch.registryCa(), watch.registryCertificate(), watch.registryKey());
    }

    private PollSchedule schedule() {
        return StartRefusal.unless(
                "resforge.watch",
                () -> new PollSchedule(
                        config.watch().interval(), config.watch().maxBackoff(), RandomGenerator.getDefault()));
    }

    /**
     * The disk cache lies in a folder of its own for each store, so that no store's models are taken for another's. One
     * that cannot be made is told of, and is of no use until it is there.
     */
    private DiskCache diskCache(ReloadListener listener, Seal seal) {
        String store = config.store().contains(":")
                ? config.store()
                : Path.of(config.store()).toAbsolutePath().normalize().toString();
        UUID folder = UUID.nameUUIDFromBytes(store.getBytes(StandardCharsets.UTF_8));
        String location = config.cache().resolve(folder.toString()).toString();
        try {
            return new DiskCache(ObjectStore.openOrCreate(location), clock, seal);
        } catch (StoreFailure e) {
            listener.on(config.model(), new CacheFailed(e.getMessage()));
            return new DiskCache(ObjectStore.open(location), clock, seal);
        }
    }
}
