package io.resforge.trainer.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.trainer.recipe.PrecisionChoice;
import io.resforge.trainer.request.InvalidInput;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.Violation;
import io.resforge.training.recipe.Defaults;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.v1.OptimizerKind;
import io.resforge.v1.Precision;
import io.resforge.v1.RunSpec;
import io.resforge.v1.ScheduleKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecReaderTest {

    private static RunSpec.Builder spec() {
        return RunSpec.newBuilder().setDataset("/data");
    }

    private static RunRequest read(RunSpec.Builder spec) {
        return new SpecReader().read(spec.build(), "");
    }

    private static List<Violation> violations(RunSpec.Builder spec, String runId) {
        return catchThrowableOfType(InvalidInput.class, () -> new SpecReader().read(spec.build(), runId))
                .violations();
    }

    private static String only(RunSpec.Builder spec, String field) {
        assertThat(violations(spec, "")).extracting(Violation::field).containsExactly(field);
        return violations(spec, "").getFirst().description();
    }

    @Test
    void fillsInTheDefaults() {
        RunRequest request = read(spec());

        assertThat(request.runId()).isEmpty();
        assertThat(request.model()).isEqualTo("cifar10");
        assertThat(request.fromVersion()).isEmpty();
        assertThat(request.recipe().architecture()).isEqualTo("resnet20-v1");
        assertThat(request.recipe().epochs()).isEqualTo(10);
        assertThat(request.recipe().batchSize()).isEqualTo(128);
        assertThat(request.recipe().optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.9, true));
        assertThat(request.recipe().schedule()).isEqualTo(new ScheduleSpec.Cosine(0.1, 3));
        assertThat(request.recipe().weightDecay()).isEqualTo(1e-4);
        assertThat(request.recipe().augment()).isTrue();
        assertThat(request.recipe().precision()).isEqualTo(PrecisionChoice.AUTO);
        assertThat(request.recipe().seed()).isEqualTo(1);
    }

    @Test
    void adaptsTheDefaultsToWhatIsGiven() {
        RunSpec.Builder spec = spec().setEpochs(40);
        spec.getOptimizerBuilder().setKind(OptimizerKind.OPTIMIZER_KIND_ADAM);
        spec.getScheduleBuilder().setKind(ScheduleKind.SCHEDULE_KIND_STEP);

        RunRequest request = read(spec);

        assertThat(request.recipe().optimizer()).isEqualTo(Defaults.adam());
        assertThat(request.recipe().schedule()).isEqualTo(new ScheduleSpec.Step(0.001, 0, List.of(20.0, 30.0)));
    }

    @Test
    void takesAnExplicitZeroForAZero() {
        RunSpec.Builder spec = spec().setWeightDecay(0).setAugment(false).setSeed(0);
        spec.getOptimizerBuilder().setMomentum(0);
        spec.getScheduleBuilder().setWarmupEpochs(0);

        RunRequest request = read(spec);

        assertThat(request.recipe().weightDecay()).isZero();
        assertThat(request.recipe().augment()).isFalse();
        assertThat(request.recipe().seed()).isZero();
        assertThat(request.recipe().optimizer()).isEqualTo(new OptimizerSpec.Sgd(0, false));
        assertThat(request.recipe().schedule().warmupEpochs()).isZero();
    }

    @Test
    void writesBackWhatItRead() {
        RunSpec.Builder spec = spec().setPrecision(Precision.PRECISION_BF16).setLabelSmoothing(0.1);
        spec.getScheduleBuilder()
                .setKind(ScheduleKind.SCHEDULE_KIND_STEP)
                .addMilestones(2)
                .addMilestones(3.5);
        RunRequest request = read(spec);

        RunSpec.Builder written = spec();
        RecipeWriter.write(request.recipe(), written);

        assertThat(read(written)).isEqualTo(request);
        assertThat(written.getSchedule().getMilestonesList()).containsExactly(2.0, 3.5);
    }

    @Test
    void namesEveryBadFieldInOneAnswer() {
        RunSpec.Builder spec = RunSpec.newBuilder()
                .setModel("My Model")
                .setArchitecture("resnet21-v1")
                .setEpochs(0)
                .setBatchSize(1)
                .setLabelSmoothing(1)
                .setWeightDecay(Double.NaN)
                .setFromVersion("latest");
        spec.getOptimizerBuilder().setMomentum(1);
        spec.getScheduleBuilder().setPeak(-1);

        assertThat(violations(spec, "UPPER"))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "run_id",
                        "spec.model",
                        "spec.from_version",
                        "spec.dataset",
                        "spec.architecture",
                        "spec.epochs",
                        "spec.batch_size",
                        "spec.label_smoothing",
                        "spec.weight_decay",
                        "spec.optimizer.momentum",
                        "spec.schedule.peak");
    }

    @Test
    void saysWhatIsAllowedInPlaceOfAnUnknownArchitecture() {
        assertThat(only(spec().setArchitecture("vgg16"), "spec.architecture"))
                .contains("vgg16")
                .contains("resnet20-v1");
    }

    @Test
    void saysWhatADataSetIs() {
        assertThat(only(spec().clearDataset(), "spec.dataset")).contains("must be given", "train/<class>/");
    }

    @Test
    void refusesWhatTheOptimizerOrScheduleDoesNotHave() {
        RunSpec.Builder adam = spec();
        adam.getOptimizerBuilder().setKind(OptimizerKind.OPTIMIZER_KIND_ADAM).setMomentum(0.9);
        assertThat(only(adam, "spec.optimizer.momentum")).isEqualTo("momentum is for SGD only");

        RunSpec.Builder cosine = spec();
        cosine.getScheduleBuilder().addMilestones(3);
        assertThat(only(cosine, "spec.schedule.milestones")).isEqualTo("milestones are for steps only");
    }

    @Test
    void refusesAWarmUpAsLongAsTheRun() {
        RunSpec.Builder spec = spec().setEpochs(2);
        spec.getScheduleBuilder().setWarmupEpochs(2);

        assertThat(only(spec, "spec.schedule.warmup_epochs")).contains("fewer than the 2 epochs");
    }

    @Test
    void refusesAnEnumFromAnotherVersionOfTheContract() {
        assertThat(only(spec().setPrecisionValue(99), "spec.precision")).isEqualTo("must be AUTO, FP32 or BF16");
    }
}
