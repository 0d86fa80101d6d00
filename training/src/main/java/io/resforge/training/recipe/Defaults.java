package io.resforge.training.recipe;

import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import java.util.List;
import java.util.Optional;

/** What a recipe holds where nothing else was asked for; the one place where that is written. */
public final class Defaults {

    private static final int EPOCHS = 10;

    /** Share of the epochs in which the rate rises before a cosine. */
    private static final double COSINE_WARMUP = 0.3;

    private Defaults() {}

    /** SGD with Nesterov's momentum. */
    public static OptimizerSpec.Sgd sgd() {
        return new OptimizerSpec.Sgd(0.9, true);
    }

    /** The peak rate that suits an optimizer. */
    public static double lr(OptimizerSpec optimizer) {
        return switch (optimizer) {
            case OptimizerSpec.Sgd _ -> 0.1;
            case OptimizerSpec.Adam _, OptimizerSpec.AdamW _, OptimizerSpec.RmsProp _ -> 0.001;
            case OptimizerSpec.Adagrad _ -> 0.01;
        };
    }

    /** The warm-up that suits a schedule: 30% of the epochs before a cosine, none before the others. */
    public static WarmupSpec warmup(ScheduleSpec schedule, int epochs) {
        double rise = schedule instanceof ScheduleSpec.Cosine ? COSINE_WARMUP * epochs : 0;
        return new WarmupSpec(rise, 1.0 / 25);
    }

    /** The recipe of which nothing was said: ResNet-20 v1, ten epochs of SGD along a cosine, crop and flip. */
    public static Recipe recipe() {
        OptimizerSpec optimizer = sgd();
        ScheduleSpec schedule = new ScheduleSpec.Cosine(0);
        return new Recipe(
                Architecture.parse("resnet20-v1"),
                0,
                Optional.empty(),
                0,
                NormalisationKind.MEAN_DEVIATION,
                List.of(new PadCrop(4), new Flip()),
                EPOCHS,
                128,
                1,
                optimizer,
                lr(optimizer),
                schedule,
                warmup(schedule, EPOCHS),
                Optional.empty(),
                RateFactors.ONE,
                1e-4,
                false,
                true,
                false,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                List.of(),
                PrecisionChoice.AUTO,
                1);
    }
}
