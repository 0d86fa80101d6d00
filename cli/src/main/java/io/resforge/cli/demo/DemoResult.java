package io.resforge.cli.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.v1.RunSpec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What came of a demo.
 *
 * @param heldOutAccuracy of the champion at the end, from 0 to 1
 */
record DemoResult(double seconds, double heldOutAccuracy, long calls, long failed, List<String> versions) {

    private static final Gson ONE_LINE = new GsonBuilder().create();

    DemoResult {
        versions = List.copyOf(versions);
    }

    /** Whether the demo showed what it promises; a second version that is no better is bad luck, not a failure. */
    boolean isGood() {
        return failed == 0 && calls > 0 && heldOutAccuracy >= DemoRecipe.WORST_ACCURACY;
    }

    /** As one line of JSON. */
    String json() {
        JsonObject document = new JsonObject();
        document.addProperty("seconds", rounded(seconds, 1));
        document.addProperty("held_out_accuracy", rounded(heldOutAccuracy, 4));
        document.addProperty("calls", calls);
        document.addProperty("failed", failed);
        document.add("versions", ONE_LINE.toJsonTree(versions));
        return ONE_LINE.toJson(document);
    }

    private static BigDecimal rounded(double number, int digits) {
        return new BigDecimal(String.format(Locale.ROOT, "%." + digits + "f", number));
    }

    /** How the demo trains: all its numbers. */
    static final class DemoRecipe {

        /** Below this share of held-out images, chance being a tenth, something is wrong. */
        static final double WORST_ACCURACY = 0.3;

        /** What both runs share: the recipe {@code fast-94} in small, for a tenth of its images. */
        private static final String BOTH = """
                arch: "speed-res:channels=32-128-128"
                batch_size: 128
                normalisation: mean_deviation
                augment: [alternating_flip, {kind: pad_crop, padding: 2, border: reflect}]
                optimizer: {kind: sgd, momentum: 0.85, nesterov: true}
                schedule: {kind: triangle, rise: 0.23, start: 0.2, end: 0.07}
                rate_factors: {norm_bias: 64}
                weight_decay: 0.004
                bias_decay: true
                label_smoothing: 0.2
                lookahead: {every: 5, decay: 0.95, power: 3}
                """;

        private static final String FIRST = BOTH + """
                epochs: 12
                lr: 0.4
                """;

        private static final String FURTHER = BOTH + """
                epochs: 5
                lr: 0.15
                seed: 2
                """;

        private DemoRecipe() {}

        /** From fresh weights. */
        static RunSpec first(Path dataset) {
            return spec(dataset, FIRST).build();
        }

        /** On from a version. */
        static RunSpec further(Path dataset, String version) {
            return spec(dataset, FURTHER).setFromVersion(version).build();
        }

        private static RunSpec.Builder spec(Path dataset, String recipe) {
            return RunSpec.newBuilder()
                    .setDataset(dataset.toString())
                    .setRecipe(RecipeStruct.of(RecipeReader.yaml(recipe)));
        }
    }
}
