package io.resforge.inference.app;

import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.GrpcHealth;
import io.resforge.inference.api.ModelReadiness;
import io.resforge.inference.api.grpc.GrpcServers;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.registry.store.StoreLocation;
import io.resforge.support.GrpcServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.eclipse.microprofile.health.Readiness;

/** Starts what runs by itself, and ends it in order: first nothing new comes in, then what is under way ends, then memory is freed. */
@Singleton
public class InferenceLifecycle {

    private static final System.Logger LOG = System.getLogger("resforge");

    /** For all that follows upon the last call. */
    private static final Duration AFTER_CALLS = Duration.ofSeconds(6);

    private final InferenceConfig config;
    private final Watches watches;
    private final CallDrain calls;
    private final Batcher batcher;
    private final ServedModels models;
    private final GrpcHealth grpcHealth;
    private final ModelReadiness readiness;
    private final StartClock clock;

    InferenceLifecycle(
            InferenceConfig config,
            Watches watches,
            CallDrain calls,
            Batcher batcher,
            ServedModels models,
            @GrpcService GrpcHealth grpcHealth,
            @Readiness ModelReadiness readiness,
            StartClock clock) {
        this.config = config;
        this.watches = watches;
        this.calls = calls;
        this.batcher = batcher;
        this.models = models;
        this.grpcHealth = grpcHealth;
        this.readiness = readiness;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        if (!GrpcServerStart.succeeded()) {
            LOG.log(Level.ERROR, "there is no gRPC server, for the reason above; stopping");
            Quarkus.asyncExit(1);
            return;
        }
        LOG.log(
                Level.INFO,
                "serving " + String.join(", ", models.names()) + " from the store at "
                        + StoreLocation.parse(config.store()));
        clock.ended(StartPhase.FRAMEWORK);
        watches.start();
    }

    void stop(@Observes ShutdownEvent event) {
        readiness.stop();
        grpcHealth.stop();
        ShutdownSteps steps = new ShutdownSteps(config.shutdownGrace().plus(AFTER_CALLS), System::nanoTime);
        steps.take("taking leave of clients", atMost -> new GracefulShutdown(calls, config.shutdownGrace())
                .to(GrpcServers.ours()));
        steps.take("watching the store", watches::close);
        steps.take("computing", batcher::close);
        steps.take("freeing the models", atMost -> models.models()
                .forEach(model -> model.slot().close()));
        LOG.log(Level.INFO, "stopped");
    }
}
