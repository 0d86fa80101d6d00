package io.resforge.trainer.manifests;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads what lies in the folder k8s. */
final class Manifests {

    static final Path FOLDER = Path.of("../k8s");

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Manifests() {}

    /** All files with objects: not kustomize's own, and not the settings of other programs, which have no kind. */
    static List<Path> files() {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .filter(file -> objects(file).stream().allMatch(object -> object.has("kind")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The trainings to copy. */
    static List<Path> trainings() {
        return files().stream()
                .filter(file -> file.getParent().endsWith("jobs"))
                .toList();
    }

    /** The folders that can be given to {@code kubectl apply -k}. */
    static List<Path> overlays() {
        return List.of(
                FOLDER.resolve("base"),
                FOLDER.resolve("overlays/local"),
                FOLDER.resolve("overlays/production"),
                FOLDER.resolve("overlays/gpu"));
    }

    /** The objects of a file. */
    static List<JsonNode> objects(Path file) {
        try {
            return objects(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** The objects of a text; a key that occurs twice is refused. */
    static List<JsonNode> objects(String yaml) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll();
        }
    }
}
