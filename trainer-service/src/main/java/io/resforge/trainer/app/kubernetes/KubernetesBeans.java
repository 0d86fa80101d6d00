package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.resforge.registry.run.RunStore;
import io.resforge.support.StartRefusal;
import io.resforge.trainer.app.TrainerConfig;
import io.resforge.trainer.backend.kubernetes.KubernetesBackend;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.job.JobSettings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

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
        return StartRefusal.unless(
                "resforge.kubernetes",
                () -> SettingsReader.read(
                        kubernetes, config.store(), config.worker().snapshotInterval(), config.requireSignature()));
    }

    @Produces
    @Singleton
    KubernetesClient client(KubernetesConfig config) {
        return StartRefusal.unless("resforge.kubernetes.namespace", () -> ClusterClient.open(config.namespace()));
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

    /** Makes clients that give up soon enough for a caller who waits. */
    private static final class ClusterClient {

        private static final Duration CONNECT = Duration.ofSeconds(3);
        private static final Duration REQUEST = Duration.ofSeconds(10);

        /** Tries after the first, when the server is busy or cannot be reached; the pause doubles each time. */
        private static final int RETRIES = 2;

        private static final Duration PAUSE = Duration.ofMillis(200);

        private ClusterClient() {}

        /**
         * A client as kubectl would be: with the pod's service account in a cluster, with the kubeconfig elsewhere. It connects when it is
         * first used.
         *
         * @param namespace where it works; that of the service account or the kubeconfig if empty
         * @throws IllegalArgumentException if there is no namespace
         */
        static KubernetesClient open(Optional<String> namespace) {
            Config config = new ConfigBuilder()
                    .withConnectionTimeout((int) CONNECT.toMillis())
                    .withRequestTimeout((int) REQUEST.toMillis())
                    .withRequestRetryBackoffLimit(RETRIES)
                    .withRequestRetryBackoffInterval((int) PAUSE.toMillis())
                    .withUserAgent("resforge-trainer")
                    .build();
            namespace.ifPresent(config::setNamespace);
            if (config.getNamespace() == null || config.getNamespace().isBlank()) {
                throw new IllegalArgumentException(
                        "it must be given, since this process runs in no pod" + " and its kubeconfig has no namespace");
            }
            return new KubernetesClientBuilder().withConfig(config).build();
        }
    }
}
