package io.resforge.trainer.backend.kubernetes.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.resforge.registry.json.Json;
import java.util.Locale;
import java.util.stream.Collectors;

/** A pod template as a tree, where two can be merged, and back. */
final class PodTree {

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
                    String.format(Locale.ROOT, "the pod template's %s is not known; there is: %s", Json.path(e), known),
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
