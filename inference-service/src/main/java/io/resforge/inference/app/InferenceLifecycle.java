package io.resforge.inference.app;

import io.grpc.Server;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    /**
     * Takes leave of clients so that a client with another server to go to loses no call. The gRPC server stops to listen and tells every
     * client (GOAWAY) to send its next calls elsewhere. What a client sent before it heard that is still answered.
     */
    static final class GracefulShutdown {

        private static final System.Logger LOG = System.getLogger("resforge");
        /** No call for so long means that clients have heard. */
        private static final Duration QUIET = Duration.ofMillis(200);
        /** Open streams and HTTP clients, which hear nothing, are not quiet; then it goes on without. */
        private static final Duration QUIET_WITHIN = Duration.ofSeconds(2);
        /** For what never ends by itself, such as a health watch, to be told. */
        private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

        private final CallDrain calls;
        private final Duration grace;

        /** @param grace for all that is under way */
        GracefulShutdown(CallDrain calls, Duration grace) {
            this.calls = calls;
            this.grace = grace;
        }

        void to(Optional<Server> server) throws InterruptedException {
            long begin = System.nanoTime();
            server.ifPresent(Server::shutdown);
            calls.awaitQuiet(QUIET, QUIET_WITHIN.compareTo(grace) < 0 ? QUIET_WITHIN : grace);
            Duration left = grace.minusNanos(System.nanoTime() - begin);
            int broken = calls.drain(left.isNegative() ? Duration.ZERO : left);
            if (broken > 0) {
                LOG.log(Level.WARNING, broken + " calls had not ended after " + grace + "; they are broken off");
            }
            if (server.isPresent()) {
                server.get().shutdownNow().awaitTermination(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
