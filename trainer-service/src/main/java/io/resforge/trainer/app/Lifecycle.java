package io.resforge.trainer.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.resforge.trainer.control.Housekeeping;
import io.resforge.trainer.control.Supervisor;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Begins and ends the control plane. Workers go on without it, and are found again by the next one. */
final class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    void start(@Observes StartupEvent event, ResforgeConfig config, Supervisor supervisor, Housekeeping housekeeping) {
        if (!GrpcServerStart.succeeded()) {
            // Without it nobody could reach the runs that this control plane would go on to launch.
            LOG.error(
                    "There is no gRPC server, for the reason above; is its port taken? Another one is chosen by --port");
            Quarkus.asyncExit(1);
            return;
        }
        LOG.infof("Taking runs in; the store is %s", config.store());
        supervisor.start();
        housekeeping.start();
    }

    void stop(@Observes ShutdownEvent event, Supervisor supervisor, Housekeeping housekeeping) {
        housekeeping.close();
        supervisor.close();
    }
}
