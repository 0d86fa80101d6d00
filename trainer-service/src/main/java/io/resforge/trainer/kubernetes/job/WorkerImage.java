package io.resforge.trainer.kubernetes.job;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The image of a worker.
 *
 * @param name such as {@code registry.example/resforge/trainer:0.1.0}, or with a digest
 * @param pullPolicy when a node fetches it
 * @param pullSecrets names of the Secrets that a private registry asks for
 */
public record WorkerImage(String name, PullPolicy pullPolicy, List<String> pullSecrets) {

    /** When a node fetches an image, in the words of Kubernetes. */
    public enum PullPolicy {
        IfNotPresent,
        Always,
        Never
    }

    private static final Pattern NAME = Pattern.compile("[^\\s@]+(@sha256:[0-9a-f]{64})?");

    public WorkerImage {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an image must be a name such as registry.example/resforge/trainer:0.1.0, was '" + name + "'");
        }
        pullSecrets = List.copyOf(pullSecrets);
        pullSecrets.forEach(it -> KubernetesNames.object("an image pull secret", it));
    }
}
