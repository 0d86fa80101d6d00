package io.resforge.inference.app;

import io.grpc.InternalChannelz;
import io.grpc.Server;
import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.GrpcHealth;
import io.resforge.inference.api.ModelReadiness;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.registry.store.StoreLocation;
import io.resforge.support.GrpcServerStart;
import io.resforge.v1.InferenceServiceGrpc;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.health.Readiness;

/** Starts the background work, and shuts down in order: nothing new comes in, calls end, memory is freed. */
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
     * Drains the server so that a client with another server to go to loses no call: the gRPC server stops to listen
     * and tells every client (GOAWAY); what clients sent before is still answered.
     */
    record GracefulShutdown(CallDrain calls, Duration grace) {

        private static final System.Logger LOG = System.getLogger("resforge");
        /** No call for so long means that clients have heard. */
        private static final Duration QUIET = Duration.ofMillis(200);
        /** Open streams and HTTP clients, which hear nothing, are not quiet; then it goes on without. */
        private static final Duration QUIET_WITHIN = Duration.ofSeconds(2);
        /** For what never ends by itself, such as a health watch, to be told. */
        private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

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

    /**
     * Shuts down step by step within one deadline. A step that takes longer is left behind, and the ones after it still
     * begin, so that the process ends before it is killed.
     */
    static final class ShutdownSteps {

        private static final System.Logger LOG = System.getLogger("resforge");

        private final Duration all;
        private final LongSupplier nanoTime;
        private final long end;

        /** A step; it may take as long as it is told. */
        interface Step {
            void take(Duration atMost) throws InterruptedException;
        }

        /** @param all how long the steps may take together */
        ShutdownSteps(Duration all, LongSupplier nanoTime) {
            this.all = all;
            this.nanoTime = nanoTime;
            this.end = nanoTime.getAsLong() + all.toNanos();
        }

        /** Takes a step, and waits for its end while there is time; the name is for the log. */
        void take(String name, Step step) {
            Duration left = Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
            FutureTask<Void> task = new FutureTask<>(() -> {
                step.take(left);
                return null;
            });
            try {
                Thread.ofPlatform().name("resforge-shutdown").daemon().start(task);
                task.get(left.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                LOG.log(
                        Level.WARNING,
                        name + " had not ended when the " + all.toSeconds() + " s for going down were over");
            } catch (ExecutionException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, name + " did not end well", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Finds our gRPC server, which the framework keeps to itself and would end too late for clients to hear of it. */
    private static final class GrpcServers {

        private static final int MOST_SERVERS = 1_000;

        private GrpcServers() {}

        /** Our server, from its start until it has ended. */
        public static Optional<Server> ours() {
            // gRPC's own register of what runs in a process.
            return InternalChannelz.instance().getServers(0, MOST_SERVERS).servers.stream()
                    .filter(Server.class::isInstance)
                    .map(Server.class::cast)
                    .filter(server -> !server.isTerminated())
                    .filter(GrpcServers::isOurs)
                    .findFirst();
        }

        private static boolean isOurs(Server server) {
            return server.getServices().stream()
                    .anyMatch(service ->
                            service.getServiceDescriptor().getName().equals(InferenceServiceGrpc.SERVICE_NAME));
        }
    }
}
