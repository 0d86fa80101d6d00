package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.trainer.app.TrainerConfig;
import io.resforge.trainer.kubernetes.client.ClusterClient;
import io.resforge.trainer.kubernetes.job.JobApplier;
import io.resforge.trainer.kubernetes.job.JobSettings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What speaks to Kubernetes. Each is made when it is first asked for, which on a laptop nobody does. */
final class KubernetesBeans {

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
}
