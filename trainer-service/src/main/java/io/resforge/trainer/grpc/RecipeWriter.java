package io.resforge.trainer.grpc;

import io.resforge.trainer.recipe.PrecisionChoice;
import io.resforge.trainer.recipe.RecipeDocument;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.v1.OptimizerKind;
import io.resforge.v1.Precision;
import io.resforge.v1.RunSpec;
import io.resforge.v1.ScheduleKind;

/** Writes a recipe into a run's spec, every field set. */
final class RecipeWriter {

    private RecipeWriter() {}

    static void write(RecipeDocument recipe, RunSpec.Builder spec) {
        spec.setArchitecture(recipe.architecture())
                .setEpochs(recipe.epochs())
                .setBatchSize(recipe.batchSize())
                .setOptimizer(optimizer(recipe.optimizer()))
                .setSchedule(schedule(recipe.schedule()))
                .setWeightDecay(recipe.weightDecay())
                .setLabelSmoothing(recipe.labelSmoothing())
                .setAugment(recipe.augment())
                .setPrecision(precision(recipe.precision()))
                .setSeed(recipe.seed());
    }

    private static io.resforge.v1.OptimizerSpec optimizer(OptimizerSpec optimizer) {
        io.resforge.v1.OptimizerSpec.Builder spec = io.resforge.v1.OptimizerSpec.newBuilder();
        return switch (optimizer) {
            case OptimizerSpec.Sgd(double momentum, boolean nesterov) ->
                spec.setKind(OptimizerKind.OPTIMIZER_KIND_SGD)
                        .setMomentum(momentum)
                        .setNesterov(nesterov)
                        .build();
            case OptimizerSpec.Adam _ ->
                spec.setKind(OptimizerKind.OPTIMIZER_KIND_ADAM).build();
        };
    }

    private static io.resforge.v1.ScheduleSpec schedule(ScheduleSpec schedule) {
        io.resforge.v1.ScheduleSpec.Builder spec = io.resforge.v1.ScheduleSpec.newBuilder()
                .setPeak(schedule.peak())
                .setWarmupEpochs(schedule.warmupEpochs());
        return switch (schedule) {
            case ScheduleSpec.Cosine _ ->
                spec.setKind(ScheduleKind.SCHEDULE_KIND_COSINE).build();
            case ScheduleSpec.Step step ->
                spec.setKind(ScheduleKind.SCHEDULE_KIND_STEP)
                        .addAllMilestones(step.milestones())
                        .build();
        };
    }

    private static Precision precision(PrecisionChoice precision) {
        return switch (precision) {
            case AUTO -> Precision.PRECISION_AUTO;
            case FP32 -> Precision.PRECISION_FP32;
            case BF16 -> Precision.PRECISION_BF16;
        };
    }
}
