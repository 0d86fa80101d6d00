package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a worker reaches the store. Credentials are never in a Job itself, which more people may read than a Secret.
 *
 * @param location as in {@code resforge.store}
 * @param configMap whose entries become environment variables, such as {@code AWS_REGION}
 * @param secret the same for credentials; one that is not there is no error, since a cloud may give a pod its credentials otherwise
 * @param environment variables beside these
 */
public record StoreAccess(
        String location, Optional<String> configMap, Optional<String> secret, Map<String, String> environment) {

    public StoreAccess {
        if (location.isBlank()) {
            throw new IllegalArgumentException("the workers must be told where the store is");
        }
        configMap.ifPresent(it -> KubernetesNames.object("the store's ConfigMap", it));
        secret.ifPresent(it -> KubernetesNames.object("the store's Secret", it));
        environment = Map.copyOf(environment);
    }

    List<EnvFromSource> sources() {
        List<EnvFromSource> sources = new ArrayList<>();
        configMap.ifPresent(name -> sources.add(new EnvFromSourceBuilder()
                .withNewConfigMapRef()
                .withName(name)
                .endConfigMapRef()
                .build()));
        secret.ifPresent(name -> sources.add(new EnvFromSourceBuilder()
                .withNewSecretRef()
                .withName(name)
                .withOptional(true)
                .endSecretRef()
                .build()));
        return sources;
    }
}
