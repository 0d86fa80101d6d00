package io.resforge.cli.reproduce;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.resforge.cli.common.CommandFailed;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.RunSpec;
import io.resforge.v1.Version;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version and what its manifest tells of how it came to be.
 *
 * @param version as published
 * @param recipe all of it
 * @param software what trained it: versions, processor, threads
 */
record Original(Version version, Struct recipe, Map<String, String> software) {

    static Original of(GetVersionResponse answer) {
        JsonObject manifest = JsonParser.parseString(answer.getManifestJson()).getAsJsonObject();
        Struct.Builder recipe = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(manifest.getAsJsonObject("recipe").toString(), recipe);
        } catch (InvalidProtocolBufferException e) {
            throw CommandFailed.because("the manifest's recipe cannot be read: " + e.getMessage(), e);
        }
        Map<String, String> software = new TreeMap<>();
        for (Map.Entry<String, JsonElement> part :
                manifest.getAsJsonObject("software").entrySet()) {
            software.put(part.getKey(), part.getValue().getAsString());
        }
        return new Original(answer.getVersion(), recipe.build(), software);
    }

    /** The name of the model that gets what is trained again, so that nobody is served it. */
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
