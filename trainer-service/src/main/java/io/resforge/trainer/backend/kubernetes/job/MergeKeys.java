package io.resforge.trainer.backend.kubernetes.job;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the lists of a pod template are merged: what Kubernetes' OpenAPI calls {@code x-kubernetes-patch-merge-key} and
 * {@code x-kubernetes-patch-strategy}, by the name of the list's field. Within a pod template no two lists of one name differ in it.
 */
final class MergeKeys {

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("env", "name"),
            Map.entry("ports", "containerPort"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumeDevices", "devicePath"),
            Map.entry("volumes", "name"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"),
            Map.entry("schedulingGates", "name"),
            Map.entry("resourceClaims", "name"),
            Map.entry("ownerReferences", "uid"));

    /** Of their elements only one of several fields may be set, so that one is replaced as a whole ({@code retainKeys}). */
    private static final Set<String> WHOLE = Set.of("volumes", "resourceClaims", "env");

    /** Kubernetes replaces these lists; here an installation's are wanted beside those that are there. */
    private static final Set<String> APPENDED = Set.of("tolerations", "envFrom");

    private MergeKeys() {}

    /** The field that tells a list's elements apart; empty for a list that is replaced. */
    static Optional<String> of(String list) {
        return Optional.ofNullable(KEYS.get(list));
    }

    static boolean isWhole(String list) {
        return WHOLE.contains(list);
    }

    static boolean isAppended(String list) {
        return APPENDED.contains(list);
    }
}
