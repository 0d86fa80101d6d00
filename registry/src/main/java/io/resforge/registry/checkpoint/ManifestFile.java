package io.resforge.registry.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.value.FieldChecks;
import java.util.Optional;

/** Reads and writes the bytes of a manifest. */
final class ManifestFile {

    private ManifestFile() {}

    static byte[] encode(Manifest manifest) {
        return Json.encode(manifest);
    }

    /** Reads the manifest that lies at {@code key}. */
    static Manifest decode(String key, byte[] content) {
        try {
            return requirePublished(Json.decode(content, Manifest.class));
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new InvalidCheckpoint(
                    laterFormat(content)
                            .map(format -> "the manifest " + key + " has format " + format
                                    + ", this build reads format " + Manifest.FORMAT
                                    + ": it takes a newer ResForge to read it")
                            .orElseGet(() -> "the manifest " + key + " is damaged: " + e.getMessage()),
                    e);
        }
    }

    /** The format of what cannot be read, if it is a later one: that may look different in any other way. */
    private static Optional<JsonNode> laterFormat(byte[] content) {
        try {
            return Optional.of(Json.tree(content).path("format"))
                    .filter(JsonNode::isIntegralNumber)
                    .filter(it -> !it.canConvertToInt() || it.intValue() > Manifest.FORMAT);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Manifest requirePublished(Manifest manifest) {
        FieldChecks.present("version", manifest.version());
        FieldChecks.present("createdAt", manifest.createdAt());
        FieldChecks.present(
                "the entry of files for " + Manifest.PARAMETERS,
                manifest.files().get(Manifest.PARAMETERS));
        return manifest;
    }
}
