package io.resforge.registry.checkpoint;

import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A version's bill of materials, as CycloneDX 1.6 has it for machine learning: what the model is and how well it does, what it was trained
 * on, and with what. It says nothing that the manifest does not; it says it in a form that others' tools read.
 */
final class ModelBom {

    private static final String DATASET = "dataset";

    private ModelBom() {}

    /** The file; the same draft, version and files give the same bytes. */
    static byte[] encode(Manifest draft, String version, Map<String, FileDigest> files) {
        String name = draft.model() + "@" + version;
        Map<String, Object> bom = new LinkedHashMap<>();
        bom.put("bomFormat", "CycloneDX");
        bom.put("specVersion", "1.6");
        bom.put("serialNumber", "urn:uuid:" + serial(name, files));
        bom.put("version", 1);
        bom.put("metadata", Map.of("component", model(name, draft, version, files)));
        bom.put("components", components(draft, files));
        return Json.encode(bom);
    }

    private static UUID serial(String name, Map<String, FileDigest> files) {
        return UUID.nameUUIDFromBytes((name + files).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> model(
            String name, Manifest draft, String version, Map<String, FileDigest> files) {
        Map<String, Object> model = component("machine-learning-model", draft.model(), version);
        model.put("bom-ref", name);
        model.put("hashes", hashes(files.get(Manifest.PARAMETERS)));
        model.put("modelCard", card(draft));
        model.put(
                "properties",
                List.of(
                        property("run", draft.runId()),
                        property("seed", Long.toString(draft.seed())),
                        property("parameters", Long.toString(draft.parameterCount()))));
        return model;
    }

    private static Map<String, Object> card(Manifest draft) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("approach", Map.of("type", "supervised"));
        parameters.put("task", "image classification");
        parameters.put("architectureFamily", "ResNet");
        parameters.put("modelArchitecture", draft.architecture());
        parameters.put("datasets", List.of(Map.of("ref", DATASET)));
        parameters.put(
                "inputs",
                List.of(Map.of("format", "image, " + draft.image().shape().text())));
        parameters.put(
                "outputs",
                List.of(Map.of("format", "logits of " + draft.labels().size() + " classes")));
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("modelParameters", parameters);
        card.put("quantitativeAnalysis", Map.of("performanceMetrics", accuracies(draft)));
        return card;
    }

    private static List<Map<String, String>> accuracies(Manifest draft) {
        List<Map<String, String>> accuracies = new ArrayList<>();
        accuracies.add(accuracy("held-out images", draft.heldOutAccuracy()));
        if (draft.testAccuracy() != null) {
            accuracies.add(accuracy("test images", draft.testAccuracy()));
        }
        if (draft.int8() != null) {
            accuracies.add(accuracy("held-out images, int8", draft.int8().accuracy()));
        }
        return accuracies;
    }

    private static Map<String, String> accuracy(String images, double value) {
        Map<String, String> accuracy = new LinkedHashMap<>();
        accuracy.put("type", "accuracy");
        accuracy.put("value", Double.toString(value));
        accuracy.put("slice", images);
        return accuracy;
    }

    private static List<Map<String, Object>> components(Manifest draft, Map<String, FileDigest> files) {
        List<Map<String, Object>> components = new ArrayList<>();
        components.add(dataset(draft.dataset()));
        files.forEach((name, digest) -> {
            Map<String, Object> file = component("file", name, null);
            file.put("hashes", hashes(digest));
            components.add(file);
        });
        // By its name alone: which of these is a library, a processor or a setting differs from build to build.
        draft.software().forEach((name, value) -> components.add(component("platform", name, value)));
        return components;
    }

    private static Map<String, Object> dataset(DatasetSummary summary) {
        Map<String, Object> dataset = component("data", summary.name(), null);
        dataset.put("bom-ref", DATASET);
        dataset.put("data", List.of(Map.of("type", "dataset")));
        dataset.put(
                "properties",
                List.of(
                        property("digest", summary.digest()),
                        property("training-images", Integer.toString(summary.trainingImages())),
                        property("held-out-images", Integer.toString(summary.heldOutImages()))));
        return dataset;
    }

    private static Map<String, Object> component(String type, String name, String version) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("name", name);
        if (version != null) {
            component.put("version", version);
        }
        return component;
    }

    private static List<Map<String, String>> hashes(FileDigest digest) {
        Map<String, String> hash = new LinkedHashMap<>();
        hash.put("alg", "SHA-256");
        hash.put("content", digest.sha256());
        return List.of(hash);
    }

    private static Map<String, String> property(String name, String value) {
        Map<String, String> property = new LinkedHashMap<>();
        property.put("name", "resforge:" + name);
        property.put("value", value);
        return property;
    }
}
