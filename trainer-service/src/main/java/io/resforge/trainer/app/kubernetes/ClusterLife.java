package io.resforge.trainer.app.kubernetes;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.resforge.trainer.app.TrainerConfig;
import io.resforge.trainer.backend.kubernetes.KubernetesBackend;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.telemetry.RunMetrics;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Begins and ends what a control plane of a cluster does by itself: it watches, and tells its metrics. */
@Singleton
public final class ClusterLife {

    private static final Logger LOG = Logger.getLogger(ClusterLife.class);

    /** As often as metrics are scraped. */
    private static final long INTERVAL_SECONDS = 15;

    /** The newest; of older ones there is no news. */
    private static final int MEASURED = 1000;

    private final KubernetesBackend backend;
    private final RunService runs;
    private final RunMetrics metrics;
    private final ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("metrics").daemon().factory());

    private String trouble = "";

    ClusterLife(KubernetesBackend backend, RunService runs, RunMetrics metrics) {
        this.backend = backend;
        this.runs = runs;
        this.metrics = metrics;
    }

    /** Begins. */
    public void start() {
        backend.open();
        schedule.scheduleWithFixedDelay(this::measure, INTERVAL_SECONDS, INTERVAL_SECONDS, SECONDS);
    }

    private void measure() {
        try {
            metrics.accept(runs.list(RunFilter.ALL, Optional.empty(), MEASURED).runs());
            trouble = "";
        } catch (RuntimeException | Error e) {
            // It never throws, since nothing is measured again after that. Once an outage: it may last for hours.
            if (!trouble.equals(String.valueOf(e.getMessage()))) {
                trouble = String.valueOf(e.getMessage());
                LOG.warnf("The metrics of runs stay as they are, and it is tried again: %s", e);
            }
        }
    }

    /** Ends. */
    public void close() {
        schedule.shutdownNow();
        backend.close();
    }

    /** Ready as long as what is told of Jobs is true: once they have been read, and not long after the API server was last reached. */
    @Readiness
    @Singleton
    private static final class ClusterHealth implements HealthCheck {

        private final TrainerConfig config;
        private final Instance<KubernetesBackend> backend;

        ClusterHealth(TrainerConfig config, Instance<KubernetesBackend> backend) {
            this.config = config;
            this.backend = backend;
        }

        @Override
        public HealthCheckResponse call() {
            Optional<String> trouble =
                    switch (config.launcher()) {
                        case PROCESS -> Optional.empty();
                        case KUBERNETES -> backend.get().trouble();
                    };
            return trouble.map(reason -> HealthCheckResponse.named("cluster")
                            .down()
                            .withData("reason", reason)
                            .build())
                    .orElseGet(() -> HealthCheckResponse.up("cluster"));
        }
    }
}
