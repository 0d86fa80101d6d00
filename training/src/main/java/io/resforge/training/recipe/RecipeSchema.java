package io.resforge.training.recipe;

import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.training.recipe.RecipeFields.AllowedWords;
import java.util.Arrays;
import java.util.List;

/** The keys of a recipe in words, for a form that asks for them. What they may be {@link RecipeReader} alone decides. */
public final class RecipeSchema {

    private static final String NETWORK = "Network";
    private static final String IMAGES = "Images";
    private static final String LENGTH = "Length";
    private static final String OPTIMIZER = "Optimizer";
    private static final String RATE = "Learning rate";
    private static final String REGULARISATION = "Regularisation";
    private static final String REST = "Evaluation and machine";
    private static final List<String> TRUTH = List.of("true", "false");

    private static final List<Key> KEYS = List.of(
            key(NETWORK, "arch", "resnet20-v1, resnet29-v2, wide-1-1-1-1, speed, …"),
            key(NETWORK, "dropout", "before the dense layer, from 0 to below 1"),
            key(NETWORK, "freeze", "layers that stay as they are, such as [stem, stage1]"),
            key(IMAGES, "image", "what the network takes, such as 32x32x3; any: as the data set has them"),
            key(IMAGES, "train_images", "how many to use; 0 for all"),
            choice(IMAGES, "normalisation", "of the pixels", words(NormalisationKind.class)),
            key(IMAGES, "augment", "such as [pad_crop, flip], or none"),
            key(LENGTH, "epochs", "from 1 to " + Recipe.MAX_EPOCHS),
            key(LENGTH, "batch_size", "images a step, from 2 to " + Recipe.MAX_BATCH_SIZE),
            key(LENGTH, "accumulate", "batches a step of the optimizer, from 1 to 1024"),
            key(LENGTH, "early_stopping", "such as {patience: 10}, or none"),
            choice(
                    OPTIMIZER,
                    "optimizer.kind",
                    "another kind has keys of its own",
                    List.of("sgd", "adam", "adamw", "rmsprop", "adagrad")),
            key(OPTIMIZER, "optimizer.momentum", "of sgd and rmsprop"),
            choice(OPTIMIZER, "optimizer.nesterov", "of sgd", TRUTH),
            key(OPTIMIZER, "optimizer.beta1", "of adam and adamw"),
            key(OPTIMIZER, "optimizer.beta2", "of adam and adamw"),
            key(OPTIMIZER, "optimizer.epsilon", "of all but sgd"),
            key(OPTIMIZER, "clip_norm", "largest norm of the gradient; 0 for any"),
            key(OPTIMIZER, "lookahead", "such as {every: 5, decay: 0.95, power: 3}, or none"),
            key(RATE, "lr", "the highest rate, above 0"),
            choice(
                    RATE,
                    "schedule.kind",
                    "another kind has keys of its own",
                    List.of(
                            "constant",
                            "step",
                            "multi_step",
                            "table",
                            "cosine",
                            "one_cycle",
                            "triangle",
                            "polynomial",
                            "inverse_time")),
            key(RATE, "schedule.milestones", "epochs, of multi_step and table, such as [82, 123]"),
            key(RATE, "schedule.factor", "of step and multi_step"),
            key(RATE, "warmup.epochs", "over which the rate rises first"),
            key(RATE, "warmup.start", "share of the rate that it begins with"),
            key(RATE, "rate_factors.norm_bias", "multiplies the rate of batch norms' biases"),
            key(RATE, "plateau", "such as {factor: 0.3, patience: 5}, or none"),
            key(REGULARISATION, "weight_decay", "from 0 to 1"),
            choice(REGULARISATION, "decoupled_decay", "moves the kernels themselves", TRUTH),
            choice(REGULARISATION, "dense_decay", "of the dense layer too", TRUTH),
            choice(REGULARISATION, "bias_decay", "of biases and batch norms too", TRUTH),
            key(REGULARISATION, "label_smoothing", "from 0 to below 1"),
            key(REGULARISATION, "ema", "decay of a moving average of the weights; 0 for none"),
            choice(REST, "flip_averaging", "also measures the mean over each image and its mirror image", TRUTH),
            choice(REST, "six_views", "also tests by the mean over six views of each image", TRUTH),
            choice(REST, "precision", "of the convolutions", words(PrecisionChoice.class)),
            key(REST, "seed", "where all randomness comes from"));

    private RecipeSchema() {}

    /**
     * A key.
     *
     * @param group a heading
     * @param path as {@code --set} has it
     * @param hint what it is, or may be
     * @param choices the words that it may be; empty for any value
     */
    public record Key(String group, String path, String hint, List<String> choices) {}

    /** The keys that a form asks for, in its order. */
    public static List<Key> keys() {
        return KEYS;
    }

    private static Key key(String group, String path, String hint) {
        return new Key(group, path, hint, List.of());
    }

    private static Key choice(String group, String path, String hint, List<String> choices) {
        return new Key(group, path, hint, choices);
    }

    private static <E extends Enum<E>> List<String> words(Class<E> choices) {
        return Arrays.stream(choices.getEnumConstants()).map(AllowedWords::word).toList();
    }
}
