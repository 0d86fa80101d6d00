package io.resforge.cli.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.client.ResForgeClient;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.value.VersionReference;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.FewImages;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a run is to do, with what follows from its data and its origin where the user left it open; what was filled in is told.
 *
 * @param recipe as far as it was given
 * @param dataset where the images are
 * @param model its name; empty for that of the data set
 * @param from the version to begin with; empty for fresh weights
 */
record RunPlan(RecipeTree recipe, String dataset, String model, String from) {

    /**
     * A run as it is submitted.
     *
     * @param told what was filled in, a sentence each
     */
    record Filled(RunSpec spec, List<String> told) {}

    /**
     * Fills in what was left open.
     *
     * @param here whether the images are on this machine, so that they can be counted
     */
    Filled fill(ResForgeClient client, boolean here) {
        List<String> told = new ArrayList<>();
        String name = model.isEmpty() ? DatasetLocation.modelName(dataset) : model;
        told.add(
                model.isEmpty()
                        ? "The model is " + name + ", after the data; --model gives it another name."
                        : "The model is " + name + ".");
        RecipeTree tree = from.isEmpty() ? recipe : likeOrigin(client, name, told);
        OptionalInt images = here ? images() : OptionalInt.empty();
        if (images.isPresent()) {
            RecipeTree fitted = FewImages.fit(tree, images.getAsInt());
            FewImages.sentence(tree, fitted, images.getAsInt()).ifPresent(sentence -> told.add(sentence + "."));
            tree = fitted;
        }
        RunSpec spec = RunSpec.newBuilder()
                .setRecipe(RecipeStruct.of(RecipeReader.tree(tree)))
                .setDataset(dataset)
                .setModel(name)
                .setFromVersion(from)
                .build();
        return new Filled(spec, told);
    }

    /** A version is only gone on from by a network of its architecture, on images of its shape. */
    private RecipeTree likeOrigin(ResForgeClient client, String name, List<String> told) {
        if (NamedRecipes.given(recipe).contains("arch")) {
            return recipe;
        }
        VersionReference origin = VersionReference.parse(from, name);
        GetVersionResponse version = client.versions().get(origin.model(), origin.version());
        String architecture = version.getVersion().getArchitecture();
        told.add("Its architecture is " + architecture + ", that of " + origin + ".");
        RecipeTree tree = recipe.with("arch", architecture);
        return NamedRecipes.given(recipe).contains("image") ? tree : withImage(tree, version.getManifestJson());
    }

    /** Older manifests do not say it: their images are the usual ones. */
    private static RecipeTree withImage(RecipeTree tree, String manifest) {
        JsonElement image = JsonParser.parseString(manifest).getAsJsonObject().get("image");
        if (image == null || !image.isJsonObject()) {
            return tree;
        }
        JsonObject shape = image.getAsJsonObject();
        return tree.with(
                "image",
                shape.get("height").getAsInt() + "x" + shape.get("width").getAsInt() + "x"
                        + shape.get("channels").getAsInt());
    }

    private OptionalInt images() {
        try {
            Path folder = Path.of(dataset);
            return folder.isAbsolute() && Files.isDirectory(folder)
                    ? OptionalInt.of(Dataset.outline(folder).images())
                    : OptionalInt.empty();
        } catch (InvalidDataset | IllegalArgumentException refused) {
            return OptionalInt.empty(); // the service refuses it as well, and says why
        }
    }
}
