package io.resforge.cli.run;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeFiles.RecipeSource;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** How to train. Values stay text here: the recipe's own rules read them, whether they come from a file or from an option. */
public final class RecipeOptions {

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description = "One of 'resforge recipes list', or a YAML file; the options that follow change it.")
    private String recipe;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Another value for a key of the recipe, such as optimizer.momentum=0.8 or augment=[flip]; may be given often.")
    private List<String> settings = List.of();

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description = "Such as resnet20-v1, resnet29-v2, wide-1-1-1-1 or speed; resnet20-v1, or that of --from.")
    private String architecture;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often to go through the images; 10, more for few images.")
    private String epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images a step; 128, fewer for few images.")
    private String batchSize;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "sgd, adam, adamw, rmsprop or adagrad; sgd, with Nesterov's momentum.")
    private String optimizer;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "constant, step, multi_step, table, cosine, one_cycle, triangle, polynomial or inverse_time; cosine.")
    private String schedule;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "The highest learning rate; 0.1 for sgd, 0.01 for adagrad, 0.001 for the others.")
    private String rate;

    @Option(
            names = "--warmup",
            paramLabel = "EPOCHS",
            description = "Epochs over which the rate rises first; 30%% of all for cosine, else 0.")
    private String warmup;

    @Option(names = "--weight-decay", paramLabel = "X", description = "On the kernels; 0.0001.")
    private String weightDecay;

    @Option(names = "--label-smoothing", paramLabel = "X", description = "From 0 to below 1; 0.")
    private String labelSmoothing;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "auto, fp32 or bf16; auto: bf16 where the processor has avx512_bf16.")
    private String precision;

    @Option(names = "--no-augment", description = "Train on the images as they are: no crop, no flip.")
    private boolean noAugmentation;

    @Option(names = "--seed", paramLabel = "N", description = "Where all randomness comes from; 1.")
    private String seed;

    /**
     * The recipe with every value: the named one, changed by the short options and then by the settings.
     *
     * @throws InvalidRecipe if it is none
     */
    public Recipe recipe() {
        return RecipeReader.tree(tree());
    }

    /** What was given of a recipe: the named one, changed by the short options and then by the settings. It is not checked yet. */
    public RecipeTree tree() {
        RecipeTree tree = recipe == null ? new RecipeTree(Map.of()) : RecipeSource.read(recipe);
        tree = with(tree, "arch", architecture);
        tree = with(tree, "epochs", epochs);
        tree = with(tree, "batch_size", batchSize);
        tree = with(tree, "optimizer", lowerCase(optimizer));
        tree = with(tree, "schedule", lowerCase(schedule));
        tree = with(tree, "lr", rate);
        tree = with(tree, "warmup", warmup);
        tree = with(tree, "weight_decay", weightDecay);
        tree = with(tree, "label_smoothing", labelSmoothing);
        tree = with(tree, "precision", lowerCase(precision));
        tree = with(tree, "augment", noAugmentation ? "none" : null);
        tree = with(tree, "seed", seed);
        for (String setting : settings) {
            tree = tree.set(setting);
        }
        return tree;
    }

    private static RecipeTree with(RecipeTree tree, String key, String value) {
        return value == null ? tree : tree.with(key, value);
    }

    private static String lowerCase(String word) {
        return word == null ? null : word.toLowerCase(Locale.ROOT);
    }
}
