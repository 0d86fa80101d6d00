package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where and when workers run.
 *
 * @param nodeSelector labels that a node must have
 * @param tolerations taints that it may have
 * @param priorityClass who goes first when room is short
 * @param queue of Kueue; its Jobs wait there, suspended, until they are let in
 */
public record PodPlacement(
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        Optional<String> priorityClass,
        Optional<String> queue) {

    public PodPlacement {
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
        priorityClass.ifPresent(it -> KubernetesNames.object("a priority class", it));
        queue.ifPresent(it -> KubernetesNames.label("a queue", it));
    }
}
