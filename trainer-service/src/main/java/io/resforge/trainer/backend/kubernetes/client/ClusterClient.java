package io.resforge.trainer.backend.kubernetes.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Optional;

/** Makes clients that give up soon enough for a caller who waits. */
public final class ClusterClient {

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
    public static KubernetesClient open(Optional<String> namespace) {
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
                    "resforge.kubernetes.namespace must be given, since this process runs in no pod"
                            + " and its kubeconfig has no namespace");
        }
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
