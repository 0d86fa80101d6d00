package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.app.TrainerConfig;
import io.resforge.trainer.backend.kubernetes.KubernetesBackend;
import io.resforge.trainer.backend.kubernetes.client.ClusterClient;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.job.JobSettings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The backend of a cluster and its parts. Each is made when it is first asked for, which never happens on a laptop. */
final class KubernetesBeans {

    /** A change that a watch lost is noticed after so long. */
    private static final Duration RESYNC = Duration.ofMinutes(1);

    /** What is missing in two looks is gone: a deleted Job's run is cancelled within a minute. */
    private static final Duration RECONCILE = Duration.ofSeconds(20);

    /** An API server may be upgraded in the meantime. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Produces
    @Singleton
    JobSettings settings(KubernetesConfig kubernetes, TrainerConfig config) {
        return SettingsReader.read(kubernetes, config.store(), config.worker().snapshotInterval());
    }

    @Produces
    @Singleton
    KubernetesClient client(KubernetesConfig config) {
        return ClusterClient.open(config.namespace());
    }

    void close(@Disposes KubernetesClient client) {
        client.close();
    }

    @Produces
    @Singleton
    JobApplier jobs(KubernetesClient client, JobSettings settings) {
        return new JobApplier(client, client.getNamespace(), settings);
    }

    @Produces
    @Singleton
    @Typed(KubernetesBackend.class)
    KubernetesBackend backend(KubernetesClient client, RunStore store, JobApplier jobs, Clock clock) {
        return new KubernetesBackend(
                client,
                store,
                jobs,
                new KubernetesBackend.Settings(client.getNamespace(), RESYNC, RECONCILE, TIMEOUT),
                clock);
    }
}
