package io.resforge.trainer.worker;

import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.worker.claim.WorkerHost;
import io.resforge.trainer.worker.metrics.MetricsServer;
import io.resforge.trainer.worker.metrics.TrainingMetrics;
import io.resforge.trainer.worker.request.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment of this process says that is not about the run.
 *
 * @param environment its variables
 * @param place where it runs
 */
record WorkerEnvironment(Map<String, String> environment, WorkerHost place) {

    /** Where Kubernetes reads the reason of a container's end, unless the pod says otherwise. */
    private static final String TERMINATION_LOG = "/dev/termination-log";

    WorkerEnvironment {
        environment = Map.copyOf(environment);
    }

    /** The file for the reason of this process's end; empty outside of a pod. */
    Optional<Path> lastWords() {
        String file = environment.getOrDefault("RESFORGE_TERMINATION_LOG", TERMINATION_LOG);
        return switch (place) {
            case WorkerHost.OnMachine _ -> Optional.empty();
            case WorkerHost.InPod _ -> Optional.of(Path.of(file)).filter(Files::isWritable);
        };
    }

    /**
     * Serves the metrics, if a port is named; a port that cannot be had is a warning, and not the run's end.
     *
     * @throws BadInput if it is no port
     */
    Optional<MetricsServer> serve(TrainingMetrics metrics, WorkerLog log) {
        String port = environment.getOrDefault(WorkerPods.METRICS_PORT, "");
        if (port.isBlank()) {
            return Optional.empty();
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new BadInput(WorkerPods.METRICS_PORT + " must be from 1 to 65535, or 0 for any that is free, was '"
                    + port + "'");
        }
        try {
            MetricsServer server = MetricsServer.start(Integer.parseInt(port), metrics);
            log.say("metrics are at port %d", server.port());
            return Optional.of(server);
        } catch (IOException e) {
            log.say("warning: nobody can read the metrics, since port %s cannot be had: %s", port, e.getMessage());
            return Optional.empty();
        }
    }
}
