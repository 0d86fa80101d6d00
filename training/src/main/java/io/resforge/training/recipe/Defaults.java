package io.resforge.training.recipe;

import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Precision;
import java.util.List;

/** What a recipe holds where nothing else was asked for; the one place where that is written. */
public final class Defaults {

    public static final int EPOCHS = 10;
    public static final int BATCH_SIZE = 128;
    public static final double MOMENTUM = 0.9;
    public static final boolean NESTEROV = true;
    public static final double WEIGHT_DECAY = 1e-4;
    public static final double LABEL_SMOOTHING = 0;
    public static final boolean AUGMENT = true;
    public static final long SEED = 1;

    /** Share of a cosine's epochs in which the rate rises. */
    private static final double COSINE_WARMUP = 0.3;

    private Defaults() {}

    /** SGD with Nesterov's momentum. */
    public static OptimizerSpec.Sgd sgd() {
        return new OptimizerSpec.Sgd(MOMENTUM, NESTEROV);
    }

    /** Adam with its paper's constants. */
    public static OptimizerSpec.Adam adam() {
        return new OptimizerSpec.Adam(0.9, 0.999, 1e-8);
    }

    /** The peak rate that suits an optimizer. */
    public static double peak(OptimizerSpec optimizer) {
        return switch (optimizer) {
            case OptimizerSpec.Sgd _ -> 0.1;
            case OptimizerSpec.Adam _ -> 0.001;
        };
    }

    /** One rise over 30% of the epochs and one fall over the rest. */
    public static ScheduleSpec.Cosine cosine(double peak, int epochs) {
        return new ScheduleSpec.Cosine(peak, COSINE_WARMUP * epochs);
    }

    /** Divided by 10 after half and after three quarters of the epochs, without warm-up. */
    public static ScheduleSpec.Step step(double peak, int epochs) {
        return new ScheduleSpec.Step(peak, 0, List.of(0.5 * epochs, 0.75 * epochs));
    }

    /** The recipe for a network of which nothing else was said. */
    public static Recipe recipe(Architecture architecture, Precision precision) {
        OptimizerSpec optimizer = sgd();
        return new Recipe(
                architecture,
                EPOCHS,
                BATCH_SIZE,
                optimizer,
                cosine(peak(optimizer), EPOCHS),
                WEIGHT_DECAY,
                LABEL_SMOOTHING,
                AUGMENT,
                precision,
                SEED);
    }
}
