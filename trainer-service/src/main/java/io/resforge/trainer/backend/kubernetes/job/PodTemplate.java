package io.resforge.trainer.backend.kubernetes.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.resforge.registry.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an installation wants its workers' pods to have beside what its settings say: a part of a {@code PodTemplateSpec}.
 *
 * @param tree {@code metadata} and {@code spec}, and only what differs
 */
public record PodTemplate(ObjectNode tree) {

    private static final String METADATA = "metadata";
    private static final Set<String> PARTS = Set.of(METADATA, "spec");
    private static final Set<String> OF_METADATA = Set.of("labels", "annotations");

    /** @throws IllegalArgumentException if it is no part of a pod template; the message says where */
    public PodTemplate {
        checkFields("a pod template", tree, PARTS);
        if (tree.get(METADATA) instanceof ObjectNode metadata) {
            checkFields("metadata of a pod template", metadata, OF_METADATA);
        }
        PodTree.read(StrategicMerge.merge(tree.objectNode(), tree));
        tree = tree.deepCopy();
    }

    private static void checkFields(String what, ObjectNode group, Set<String> allowed) {
        for (var field : group.properties()) {
            if (!allowed.contains(field.getKey())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has %s, but not '%s'",
                        what,
                        String.join(" and ", allowed.stream().sorted().toList()),
                        field.getKey()));
            }
        }
    }

    /**
     * Reads one.
     *
     * @param text as YAML or JSON
     * @throws IllegalArgumentException if it is no part of a pod template; the message says where
     */
    public static PodTemplate yaml(String text) {
        JsonNode tree = PodTree.yaml(text);
        if (tree instanceof ObjectNode group) {
            return new PodTemplate(group);
        }
        throw new IllegalArgumentException("a pod template must be a group of metadata and spec, was: " + text.strip());
    }

    /**
     * Lays one pod template over another, as {@code kubectl patch} does with a strategic merge: groups are merged, elements of lists are
     * found by their merge key, {@code null} and {@code $patch: delete} take away, {@code $patch: replace} replaces a group.
     */
    static final class StrategicMerge {

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
                            Locale.ROOT,
                            "%s must be merge, replace or delete, was '%s'",
                            at(path, DIRECTIVE),
                            directive));
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

    /** A pod template as a tree, where two can be merged, and back. */
    static final class PodTree {

        /** The classes of fabric8 take in any field; here a field that Kubernetes does not know is an error. */
        private static final JsonMapper STRICT = JsonMapper.builder()
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    @Override
                    public Boolean hasAnySetter(Annotated member) {
                        return false;
                    }
                })
                .build();

        private static final YAMLMapper YAML = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();

        private PodTree() {}

        static JsonNode yaml(String text) {
            try {
                return YAML.readTree(text);
            } catch (JacksonException e) {
                throw new IllegalArgumentException("a pod template must be YAML: " + e.getOriginalMessage(), e);
            }
        }

        static ObjectNode of(PodTemplateSpec template) {
            return STRICT.valueToTree(template);
        }

        /** @throws IllegalArgumentException if it has a field that no pod has, or one of the wrong kind */
        static PodTemplateSpec read(ObjectNode tree) {
            try {
                return STRICT.treeToValue(tree, PodTemplateSpec.class);
            } catch (UnrecognizedPropertyException e) {
                String known = e.getKnownPropertyIds().stream()
                        .map(Object::toString)
                        .sorted()
                        .collect(Collectors.joining(", "));
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT, "the pod template's %s is not known; there is: %s", Json.path(e), known),
                        e);
            } catch (JsonMappingException e) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "the pod template's %s cannot be read: %s",
                                Json.path(e),
                                e.getOriginalMessage()),
                        e);
            } catch (JacksonException e) {
                throw new IllegalArgumentException("the pod template cannot be read: " + e.getOriginalMessage(), e);
            }
        }
    }
}
