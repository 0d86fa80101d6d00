package io.resforge.trainer.backend.kubernetes.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lays one pod template over another, as {@code kubectl patch} does with a strategic merge: groups are merged, elements of lists are
 * found by their merge key, {@code null} and {@code $patch: delete} take away, {@code $patch: replace} replaces a group.
 */
final class StrategicMerge {

    private static final String DIRECTIVE = "$patch";
    private static final String DELETE = "delete";
    private static final String REPLACE = "replace";
    private static final String MERGE = "merge";

    private StrategicMerge() {}

    /** @throws IllegalArgumentException if the patch is none; the message names the field */
    static ObjectNode merge(ObjectNode base, ObjectNode patch) {
        return group("", base, patch);
    }

    private static ObjectNode group(String path, ObjectNode base, ObjectNode patch) {
        ObjectNode merged = directive(path, patch).equals(REPLACE) ? patch.objectNode() : base.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.equals(DIRECTIVE)) {
                continue;
            }
            if (name.startsWith("$")) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s is not known; $patch is", at(path, name)));
            }
            String place = at(path, name);
            if (value.isNull()
                    || value instanceof ObjectNode inner
                            && directive(place, inner).equals(DELETE)) {
                merged.remove(name);
            } else {
                merged.set(name, value(place, name, merged.get(name), value));
            }
        }
        return merged;
    }

    private static JsonNode value(String path, String name, JsonNode base, JsonNode patch) {
        return switch (patch) {
            case ObjectNode group -> group(path, base instanceof ObjectNode old ? old : group.objectNode(), group);
            case ArrayNode list -> list(path, name, base instanceof ArrayNode old ? old : list.arrayNode(), list);
            default -> patch;
        };
    }

    private static ArrayNode list(String path, String name, ArrayNode base, ArrayNode patch) {
        Optional<String> key = MergeKeys.of(name);
        if (MergeKeys.isAppended(name)) {
            return base.deepCopy().addAll(patch);
        }
        if (key.isEmpty()) {
            return patch.deepCopy();
        }
        ArrayNode merged = base.deepCopy();
        for (JsonNode element : patch) {
            if (!(element instanceof ObjectNode group) || !group.hasNonNull(key.get())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "each element of %s must have a '%s', was %s", path, key.get(), element));
            }
            apply(path, name, merged, key.get(), group);
        }
        return merged;
    }

    private static void apply(String path, String name, ArrayNode merged, String key, ObjectNode element) {
        int index = indexOf(merged, key, element.get(key));
        String place = path + "[" + element.get(key).asText() + "]";
        String directive = directive(place, element);
        if (directive.equals(DELETE)) {
            if (index >= 0) {
                merged.remove(index);
            }
            return;
        }
        boolean whole = index < 0 || MergeKeys.isWhole(name);
        ObjectNode base = whole ? element.objectNode() : (ObjectNode) merged.get(index);
        ObjectNode result = group(place, base, element);
        if (index < 0) {
            merged.add(result);
        } else {
            merged.set(index, result);
        }
    }

    private static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (value.asText().equals(list.get(i).path(key).asText())) {
                return i;
            }
        }
        return -1;
    }

    private static String directive(String path, ObjectNode group) {
        String directive = group.path(DIRECTIVE).asText(MERGE);
        return switch (directive) {
            case MERGE, REPLACE, DELETE -> directive;
            default ->
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "%s must be merge, replace or delete, was '%s'", at(path, DIRECTIVE), directive));
        };
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /**
     * How the lists of a pod template are merged: what Kubernetes' OpenAPI calls {@code x-kubernetes-patch-merge-key} and
     * {@code x-kubernetes-patch-strategy}, by the name of the list's field. Within a pod template no two lists of one name differ in it.
     */
    static final class MergeKeys {

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
}
