package io.resforge.trainer.grpc;

import io.resforge.network.resnet.Architecture;
import io.resforge.trainer.recipe.PrecisionChoice;
import io.resforge.trainer.recipe.RecipeDocument;
import io.resforge.training.recipe.Defaults;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.v1.RunSpec;
import java.util.List;

/** Reads the recipe out of a run's spec, with the default in place of what is unset. */
final class RecipeReader {

    private static final String DEFAULT_ARCHITECTURE = "resnet20-v1";

    private RecipeReader() {}

    /** @throws InvalidRecipe at the first field that cannot be taken */
    static RecipeDocument read(RunSpec spec) {
        int epochs = spec.hasEpochs() ? spec.getEpochs() : Defaults.EPOCHS;
        // A schedule is built for the epochs: a number of them that is out of range is not to be blamed on it.
        if (epochs < 1) {
            throw new InvalidRecipe("epochs", "epochs must be at least 1, was " + epochs);
        }
        OptimizerSpec optimizer = optimizer(spec.getOptimizer());
        return new RecipeDocument(
                architecture(spec.getArchitecture()),
                epochs,
                spec.hasBatchSize() ? spec.getBatchSize() : Defaults.BATCH_SIZE,
                optimizer,
                schedule(spec.getSchedule(), optimizer, epochs),
                spec.hasWeightDecay() ? spec.getWeightDecay() : Defaults.WEIGHT_DECAY,
                spec.hasLabelSmoothing() ? spec.getLabelSmoothing() : Defaults.LABEL_SMOOTHING,
                spec.hasAugment() ? spec.getAugment() : Defaults.AUGMENT,
                precision(spec),
                spec.hasSeed() ? spec.getSeed() : Defaults.SEED);
    }

    private static String architecture(String name) {
        if (name.isEmpty()) {
            return DEFAULT_ARCHITECTURE;
        }
        try {
            return Architecture.parse(name).name();
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipe("architecture", e.getMessage());
        }
    }

    private static OptimizerSpec optimizer(io.resforge.v1.OptimizerSpec spec) {
        return switch (spec.getKind()) {
            case OPTIMIZER_KIND_UNSPECIFIED, OPTIMIZER_KIND_SGD -> sgd(spec);
            case OPTIMIZER_KIND_ADAM -> adam(spec);
            case UNRECOGNIZED -> throw unknown("optimizer.kind", "SGD or ADAM");
        };
    }

    private static OptimizerSpec sgd(io.resforge.v1.OptimizerSpec spec) {
        double momentum = spec.hasMomentum() ? spec.getMomentum() : Defaults.MOMENTUM;
        boolean nesterov = spec.hasNesterov() ? spec.getNesterov() : Defaults.NESTEROV && momentum != 0;
        return new OptimizerSpec.Sgd(momentum, nesterov);
    }

    private static OptimizerSpec adam(io.resforge.v1.OptimizerSpec spec) {
        if (spec.hasMomentum()) {
            throw new InvalidRecipe("optimizer.momentum", "momentum is for SGD only");
        }
        if (spec.hasNesterov()) {
            throw new InvalidRecipe("optimizer.nesterov", "nesterov is for SGD only");
        }
        return Defaults.adam();
    }

    private static ScheduleSpec schedule(io.resforge.v1.ScheduleSpec spec, OptimizerSpec optimizer, int epochs) {
        double peak = spec.hasPeak() ? spec.getPeak() : Defaults.peak(optimizer);
        return switch (spec.getKind()) {
            case SCHEDULE_KIND_UNSPECIFIED, SCHEDULE_KIND_COSINE -> cosine(spec, peak, epochs);
            case SCHEDULE_KIND_STEP -> step(spec, peak, epochs);
            case UNRECOGNIZED -> throw unknown("schedule.kind", "COSINE or STEP");
        };
    }

    private static ScheduleSpec cosine(io.resforge.v1.ScheduleSpec spec, double peak, int epochs) {
        if (spec.getMilestonesCount() > 0) {
            throw new InvalidRecipe("schedule.milestones", "milestones are for steps only");
        }
        ScheduleSpec.Cosine usual = Defaults.cosine(peak, epochs);
        return spec.hasWarmupEpochs() ? new ScheduleSpec.Cosine(peak, spec.getWarmupEpochs()) : usual;
    }

    private static ScheduleSpec step(io.resforge.v1.ScheduleSpec spec, double peak, int epochs) {
        ScheduleSpec.Step usual = Defaults.step(peak, epochs);
        double warmup = spec.hasWarmupEpochs() ? spec.getWarmupEpochs() : usual.warmupEpochs();
        List<Double> milestones = spec.getMilestonesCount() > 0 ? spec.getMilestonesList() : usual.milestones();
        return new ScheduleSpec.Step(peak, warmup, milestones);
    }

    private static PrecisionChoice precision(RunSpec spec) {
        return switch (spec.getPrecision()) {
            case PRECISION_UNSPECIFIED, PRECISION_AUTO -> PrecisionChoice.AUTO;
            case PRECISION_FP32 -> PrecisionChoice.FP32;
            case PRECISION_BF16 -> PrecisionChoice.BF16;
            case UNRECOGNIZED -> throw unknown("precision", "AUTO, FP32 or BF16");
        };
    }

    private static InvalidRecipe unknown(String field, String allowed) {
        return new InvalidRecipe(field, "must be " + allowed);
    }
}
