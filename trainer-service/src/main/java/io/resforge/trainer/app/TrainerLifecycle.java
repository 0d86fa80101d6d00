package io.resforge.trainer.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.resforge.registry.store.StoreLocation;
import io.resforge.support.GrpcServerStart;
import io.resforge.trainer.app.kubernetes.ClusterLife;
import io.resforge.trainer.backend.process.Supervisor;
import io.resforge.trainer.run.Housekeeping;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Begins and ends the control plane. Workers go on without it, and are found again by the next one. */
@Singleton
final class TrainerLifecycle {

    private static final Logger LOG = Logger.getLogger(TrainerLifecycle.class);

    private final TrainerConfig config;
    private final Instance<Supervisor> supervisor;
    private final Instance<ClusterLife> cluster;
    private final Housekeeping housekeeping;

    TrainerLifecycle(
            TrainerConfig config,
            Instance<Supervisor> supervisor,
            Instance<ClusterLife> cluster,
            Housekeeping housekeeping) {
        this.config = config;
        this.supervisor = supervisor;
        this.cluster = cluster;
        this.housekeeping = housekeeping;
    }

    void start(@Observes StartupEvent event) {
        if (!GrpcServerStart.succeeded()) {
            // Without it no client could reach the runs that this control plane would go on to launch.
            LOG.error(
                    "There is no gRPC server, for the reason above; is its port taken? Another one is chosen by --port");
            Quarkus.asyncExit(1);
            return;
        }
        LOG.infof("Taking runs in; the store is %s", StoreLocation.parse(config.store()));
        switch (config.launcher()) {
            case PROCESS -> supervisor.get().start();
            case KUBERNETES -> cluster.get().start();
        }
        housekeeping.start();
    }

    void stop(@Observes ShutdownEvent event) {
        housekeeping.close();
        switch (config.launcher()) {
            case PROCESS -> supervisor.get().close();
            case KUBERNETES -> cluster.get().close();
        }
    }
}
