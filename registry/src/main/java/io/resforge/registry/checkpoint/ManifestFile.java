package io.resforge.registry.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.value.FieldChecks;

/** Reads and writes the bytes of a manifest. */
final class ManifestFile {

    private ManifestFile() {}

    static byte[] encode(Manifest manifest) {
        return Json.encode(manifest);
    }

    /** Reads the manifest that lies at {@code key}. */
    static Manifest decode(String key, byte[] content) {
        try {
            JsonNode tree = Json.tree(content);
            requireKnownFormat(key, tree.path("format"));
            return requirePublished(Json.decode(tree, Manifest.class));
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new InvalidCheckpoint("the manifest " + key + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Before anything else is read: a later format may look different in any other way. */
    private static void requireKnownFormat(String key, JsonNode format) {
        if (format.isIntegralNumber() && (!format.canConvertToInt() || format.intValue() > Manifest.FORMAT)) {
            throw new InvalidCheckpoint("the manifest " + key + " has format " + format + ", this build reads format "
                    + Manifest.FORMAT + ": it takes a newer ResForge to read it");
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
