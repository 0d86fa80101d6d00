package io.resforge.inference.app;

import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.resforge.inference.batcher.Batcher;
import io.resforge.inference.config.ResForgeConfig;
import io.resforge.inference.edge.CallDrain;
import io.resforge.inference.health.GrpcHealth;
import io.resforge.inference.health.ModelReadiness;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.WatchThread;
import io.resforge.registry.store.StoreLocation;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.health.Readiness;

/** Starts what runs by itself, and ends it in order: first nothing new comes in, then what is under way ends, then memory is freed. */
@Singleton
public class Lifecycle {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final ResForgeConfig config;
    private final WatchThread watch;
    private final CallDrain calls;
    private final Batcher batcher;
    private final ModelSlot slot;
    private final GrpcHealth grpcHealth;
    private final ModelReadiness readiness;

    Lifecycle(
            ResForgeConfig config,
            WatchThread watch,
            CallDrain calls,
            Batcher batcher,
            ModelSlot slot,
            @GrpcService GrpcHealth grpcHealth,
            @Readiness ModelReadiness readiness) {
        this.config = config;
        this.watch = watch;
        this.calls = calls;
        this.batcher = batcher;
        this.slot = slot;
        this.grpcHealth = grpcHealth;
        this.readiness = readiness;
    }

    void start(@Observes StartupEvent event) {
        if (!GrpcServerStart.succeeded()) {
            LOG.log(Level.ERROR, "there is no gRPC server, for the reason above; stopping");
            Quarkus.asyncExit(1);
            return;
        }
        LOG.log(
                Level.INFO,
                "watching the promotions of " + config.model() + " in the store at "
                        + StoreLocation.parse(config.store()));
        watch.start();
    }

    void stop(@Observes ShutdownEvent event) {
        readiness.stop();
        grpcHealth.stop();
        drain();
        watch.close();
        batcher.close();
        slot.close();
        LOG.log(Level.INFO, "stopped");
    }

    private void drain() {
        try {
            int left = calls.drain(config.shutdownGrace());
            if (left > 0) {
                LOG.log(
                        Level.WARNING,
                        left + " calls had not ended after " + config.shutdownGrace() + "; they are broken off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
