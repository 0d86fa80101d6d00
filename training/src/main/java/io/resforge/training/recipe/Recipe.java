package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;
import static java.util.Objects.requireNonNull;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.recipe.ScheduleSpec.Triangle;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import java.util.List;
import java.util.Optional;

/**
 * How to train: all that decides the weights besides the images and the number of threads. {@link RecipeReader} fills in what a user
 * leaves open.
 *
 * @param arch the network
 * @param dropout rate before the dense layer, in [0, 1)
 * @param image what the network takes; images of other sizes are scaled to it; empty for what the data set has
 * @param trainImages how many of the training images to use, chosen evenly over the classes and always the same; 0 for all
 * @param normalisation of the pixels
 * @param augment what is done to each image or batch, in this order
 * @param epochs how often to go through the training images, from 1 to {@value #MAX_EPOCHS}
 * @param batchSize most images a step, from 2 to {@value #MAX_BATCH_SIZE}
 * @param accumulate batches whose gradients are averaged into one step of the optimizer, from 1 to 1024
 * @param optimizer how the weights move
 * @param lr the highest learning rate, above 0 and at most 100
 * @param schedule how the learning rate moves
 * @param warmup how it rises first
 * @param plateau how it is lowered when the held-out images stop getting better
 * @param weightDecay on kernels, from 0 to 1, as PyTorch counts it: {@code gradient += weightDecay · kernel}; Keras's {@code l2(x)}
 *     is a decay of {@code 2x}
 * @param rateFactors what the rate is multiplied by for each group of parameters
 * @param decoupledDecay whether the decay moves the kernels themselves rather than their gradient (arXiv 1711.05101); always so for AdamW
 * @param denseDecay whether the dense layer's kernel decays too, beside those of the convolutions
 * @param biasDecay whether biases and batch norms decay too
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param clipNorm largest norm of the gradient, which is scaled down to it; 0 for any
 * @param ema decay of an exponential moving average of the weights, which is then what is evaluated and published, in [0, 1); 0 for none
 * @param lookahead slow weights that the optimizer goes on from, if any
 * @param earlyStopping when to end before the last epoch
 * @param flipAveraging whether evaluation also reports the accuracy of logits averaged over each image and its mirror image
 * @param sixViews whether the test also reports the accuracy of logits averaged over six views of each image; nothing is chosen by it
 * @param freeze layers whose parameters stay as they are, by what their names begin with, such as {@code stem} or {@code stage1}
 * @param precision of the convolutions
 * @param seed where all randomness comes from
 */
public record Recipe(
        Architecture arch,
        double dropout,
        Optional<ImageShape> image,
        int trainImages,
        NormalisationKind normalisation,
        List<Augmentation> augment,
        int epochs,
        int batchSize,
        int accumulate,
        OptimizerSpec optimizer,
        double lr,
        ScheduleSpec schedule,
        WarmupSpec warmup,
        Optional<PlateauSpec> plateau,
        RateFactors rateFactors,
        double weightDecay,
        boolean decoupledDecay,
        boolean denseDecay,
        boolean biasDecay,
        double labelSmoothing,
        double clipNorm,
        double ema,
        Optional<LookaheadSpec> lookahead,
        Optional<EarlyStoppingSpec> earlyStopping,
        boolean flipAveraging,
        boolean sixViews,
        List<String> freeze,
        PrecisionChoice precision,
        long seed) {

    /** More is surely a slip of the pen. */
    public static final int MAX_EPOCHS = 10_000;

    /** More would take gigabytes for one step. */
    public static final int MAX_BATCH_SIZE = 4096;

    /** @throws InvalidRecipe if a value is out of its range */
    public Recipe {
        requireNonNull(arch, "arch");
        requireNonNull(image, "image");
        requireNonNull(normalisation, "normalisation");
        requireNonNull(optimizer, "optimizer");
        requireNonNull(schedule, "schedule");
        requireNonNull(warmup, "warmup");
        requireNonNull(plateau, "plateau");
        requireNonNull(rateFactors, "rateFactors");
        requireNonNull(lookahead, "lookahead");
        requireNonNull(earlyStopping, "earlyStopping");
        requireNonNull(precision, "precision");
        augment = List.copyOf(augment);
        freeze = List.copyOf(freeze);
        unless(dropout >= 0 && dropout < 1, "dropout", "from 0 to below 1", dropout);
        unless(trainImages >= 0, "train_images", "at least 0, where 0 stands for all", trainImages);
        between(1, MAX_EPOCHS, "epochs", epochs);
        between(2, MAX_BATCH_SIZE, "batch_size", batchSize);
        between(1, 1024, "accumulate", accumulate);
        unless(lr > 0 && lr <= 100, "lr", "above 0 and at most 100", lr);
        unless(weightDecay >= 0 && weightDecay <= 1, "weight_decay", "from 0 to 1", weightDecay);
        unless(
                decoupledDecay || !(optimizer instanceof OptimizerSpec.AdamW),
                "decoupled_decay",
                "true with adamw, whose decay it is",
                false);
        unless(labelSmoothing >= 0 && labelSmoothing < 1, "label_smoothing", "from 0 to below 1", labelSmoothing);
        unless(clipNorm >= 0 && clipNorm <= 1e6, "clip_norm", "from 0, which stands for any, to 1000000", clipNorm);
        unless(ema >= 0 && ema < 1, "ema", "from 0, which stands for none, to below 1", ema);
        unless(freeze.stream().noneMatch(String::isBlank), "freeze", "names of layers that are not blank", freeze);
        fits(schedule, warmup, epochs);
    }

    /** This recipe with the arithmetic that was chosen for a machine. */
    public Recipe in(Precision chosen) {
        PrecisionChoice choice =
                switch (chosen) {
                    case FP32 -> PrecisionChoice.FP32;
                    case BF16 -> PrecisionChoice.BF16;
                };
        return new Recipe(
                arch,
                dropout,
                image,
                trainImages,
                normalisation,
                augment,
                epochs,
                batchSize,
                accumulate,
                optimizer,
                lr,
                schedule,
                warmup,
                plateau,
                rateFactors,
                weightDecay,
                decoupledDecay,
                denseDecay,
                biasDecay,
                labelSmoothing,
                clipNorm,
                ema,
                lookahead,
                earlyStopping,
                flipAveraging,
                sixViews,
                freeze,
                choice,
                seed);
    }

    static void between(int least, int most, String field, int value) {
        unless(value >= least && value <= most, field, "from " + least + " to " + most, value);
    }

    private static void fits(ScheduleSpec schedule, WarmupSpec warmup, int epochs) {
        unless(warmup.epochs() < epochs, "warmup.epochs", "fewer than the run's epochs, " + epochs, warmup.epochs());
        unless(
                warmup.epochs() == 0 || !(schedule instanceof ScheduleSpec.OneCycle || schedule instanceof Triangle),
                "warmup.epochs",
                "0 with " + (schedule instanceof Triangle ? "triangle" : "one_cycle") + ", which is its own warm-up",
                warmup.epochs());
    }

    /**
     * Ends a run whose held-out images have stopped getting better.
     *
     * @param monitor what is watched
     * @param patience epochs without an improvement after which the run ends, at least 1
     * @param minDelta a change must be larger than this to count as an improvement, at least 0
     */
    public record EarlyStoppingSpec(Monitor monitor, int patience, double minDelta) {

        public EarlyStoppingSpec {
            unless(patience >= 1 && patience <= Recipe.MAX_EPOCHS, "early_stopping.patience", "at least 1", patience);
            unless(minDelta >= 0 && minDelta <= 100, "early_stopping.min_delta", "from 0 to 100", minDelta);
        }
    }

    /**
     * Slow weights that follow those of the optimizer, which goes on from them: {@code slow ← d · slow + (1 − d) · weights} after each {@code
     * every} steps, with {@code d = decay^every · t^power} and {@code t} from 0 to 1 over the run.
     *
     * @param every so many steps, from 1 to 10000
     * @param decay in [0, 1)
     * @param power from 0 to 10
     */
    public record LookaheadSpec(int every, double decay, double power) {

        public LookaheadSpec {
            between(1, 10_000, "lookahead.every", every);
            unless(decay >= 0 && decay < 1, "lookahead.decay", "from 0 to below 1", decay);
            unless(power >= 0 && power <= 10, "lookahead.power", "from 0 to 10", power);
        }
    }

    /**
     * Lowers the learning rate when the held-out images stop getting better: the schedule's rate is multiplied by a factor, again and again.
     *
     * @param monitor what is watched
     * @param factor in (0, 1)
     * @param patience epochs without an improvement that are waited for, at least 0
     * @param cooldown epochs after a reduction in which nothing counts, at least 0
     * @param floor the rate is never lowered below this, at least 0
     * @param minDelta a change must be larger than this to count as an improvement, at least 0
     */
    public record PlateauSpec(
            Monitor monitor, double factor, int patience, int cooldown, double floor, double minDelta) {

        public PlateauSpec {
            unless(factor > 0 && factor < 1, "plateau.factor", "between 0 and 1", factor);
            unless(patience >= 0 && patience <= Recipe.MAX_EPOCHS, "plateau.patience", "at least 0", patience);
            unless(cooldown >= 0 && cooldown <= Recipe.MAX_EPOCHS, "plateau.cooldown", "at least 0", cooldown);
            unless(floor >= 0 && floor <= 100, "plateau.floor", "from 0 to 100", floor);
            unless(minDelta >= 0 && minDelta <= 100, "plateau.min_delta", "from 0 to 100", minDelta);
        }
    }

    /** What is watched of the held-out images. */
    public enum Monitor {
        /** The share classified correctly, which should rise. */
        ACCURACY,
        /** The mean cross-entropy, which should fall. */
        LOSS;

        /** Whether a value is better than the best so far, by more than {@code minDelta}. */
        public boolean improves(double value, double best, double minDelta) {
            return switch (this) {
                case ACCURACY -> value > best + minDelta;
                case LOSS -> value < best - minDelta;
            };
        }

        /** Worse than any value. */
        public double worst() {
            return switch (this) {
                case ACCURACY -> Double.NEGATIVE_INFINITY;
                case LOSS -> Double.POSITIVE_INFINITY;
            };
        }
    }
}
