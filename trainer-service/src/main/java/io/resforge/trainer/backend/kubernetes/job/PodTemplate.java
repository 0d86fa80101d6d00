package io.resforge.trainer.backend.kubernetes.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

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
}
