package io.resforge.cli.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.resforge.cli.common.CommandFailed;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.RunSpec;
import io.resforge.v1.Version;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version and what its manifest tells of how it came to be.
 *
 * @param version as published
 * @param recipe all of it
 * @param software what trained it: versions, processor, threads
 */
record OriginalVersion(Version version, Struct recipe, Map<String, String> software) {

    /** @throws CommandFailed if the manifest is not one that can be trained from */
    static OriginalVersion of(GetVersionResponse answer) {
        try {
            JsonObject manifest =
                    JsonParser.parseString(answer.getManifestJson()).getAsJsonObject();
            Struct.Builder recipe = Struct.newBuilder();
            JsonFormat.parser().merge(part(manifest, "recipe").toString(), recipe);
            Map<String, String> software = new TreeMap<>();
            part(manifest, "software").asMap().forEach((name, value) -> software.put(name, value.getAsString()));
            return new OriginalVersion(answer.getVersion(), recipe.build(), software);
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | InvalidProtocolBufferException e) { // what the parsers throw at the wrong kind of JSON
            throw CommandFailed.because("the version's manifest cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonObject part(JsonObject manifest, String name) {
        JsonElement part = manifest.get(name);
        if (part == null || !part.isJsonObject()) {
            throw new JsonParseException("it has no " + name);
        }
        return part.getAsJsonObject();
    }

    /** On what other machines, or with what other software, it went on after a stop, in words; empty if it never did. */
    Optional<String> changes() {
        return Optional.ofNullable(software.get("changes"));
    }

    /** The name of the model that gets what is trained again, so that it is not served. */
    String scratchModel() {
        return version.getModel() + "-reproduced";
    }

    /** What to train. */
    RunSpec spec(String dataset) {
        String from = version.getFromVersion();
        boolean ofSameModel = !from.isEmpty() && !from.contains("@");
        return RunSpec.newBuilder()
                .setModel(scratchModel())
                .setDataset(dataset)
                .setFromVersion(ofSameModel ? version.getModel() + "@" + from : from)
                .setRecipe(recipe)
                .build();
    }
}
