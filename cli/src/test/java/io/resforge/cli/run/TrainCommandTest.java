package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.testing.Shell;
import io.resforge.v1.OptimizerKind;
import io.resforge.v1.Precision;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import io.resforge.v1.ScheduleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    private final FakeTrainer trainer = new FakeTrainer();
    private final FakeServer server = FakeServer.of(trainer);
    private final Path home;
    private final Shell shell;

    TrainCommandTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int train(String... words) {
        List<String> all = new ArrayList<>(List.of("train", "--server", server.address()));
        all.addAll(List.of(words));
        return shell.run(all.toArray(String[]::new));
    }

    private RunSpec submitted() {
        return trainer.submit.onlyAsked().getSpec();
    }

    private static StatusRuntimeException refusal(String field, String description) {
        BadRequest details = BadRequest.newBuilder()
                .addFieldViolations(
                        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(description))
                .build();
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT.getNumber())
                .setMessage("the run cannot be")
                .addDetails(Any.pack(details))
                .build());
    }

    @Test
    void submitsARunAndFollowsItToItsEnd() {
        trainer.telling(Samples.training(1), Samples.succeeded());
        assertThat(train("--data", home.toString())).isZero();
        assertThat(shell.out())
                .startsWith("Run run-")
                .contains("epoch 1/3  loss 2.000")
                .endsWith("  It is the champion now: 63.0% is better than 60.0%\n");
        assertThat(submitted().getDataset()).isEqualTo(home.toString());
    }

    @Test
    void leavesToTheServerWhatIsNotGiven() {
        trainer.telling(Samples.succeeded());
        train("--data", home.toString());
        assertThat(submitted())
                .isEqualTo(RunSpec.newBuilder().setDataset(home.toString()).build());
    }

    @Test
    void sendsEverythingThatIsGiven() {
        trainer.telling(Samples.succeeded());
        String words =
                "--arch resnet32-v1 --epochs 7 --batch-size 64 --optimizer ADAM --schedule step --lr 0.01 --warmup 0"
                        + " --weight-decay 0 --label-smoothing 0.1 --precision fp32 --no-augment --seed -4 --model pets --from 3";
        assertThat(train((words + " --data " + home).split(" "))).isZero();
        RunSpec spec = submitted();
        assertThat(spec.getArchitecture()).isEqualTo("resnet32-v1");
        assertThat(List.of(spec.getEpochs(), spec.getBatchSize())).containsExactly(7, 64);
        assertThat(spec.getOptimizer().getKind()).isEqualTo(OptimizerKind.OPTIMIZER_KIND_ADAM);
        assertThat(spec.getSchedule().getKind()).isEqualTo(ScheduleKind.SCHEDULE_KIND_STEP);
        assertThat(spec.getSchedule().getPeak()).isEqualTo(0.01);
        assertThat(spec.getSchedule().hasWarmupEpochs()).isTrue();
        assertThat(spec.hasWeightDecay()).isTrue();
        assertThat(spec.getLabelSmoothing()).isEqualTo(0.1);
        assertThat(spec.getPrecision()).isEqualTo(Precision.PRECISION_FP32);
        assertThat(spec.hasAugment() && !spec.getAugment()).isTrue();
        assertThat(spec.getSeed()).isEqualTo(-4);
        assertThat(List.of(spec.getModel(), spec.getFromVersion())).containsExactly("pets", "3");
    }

    @Test
    void passesOnWhichArchitecturesThereAre() {
        trainer.submit.failing(
                1, refusal("spec.architecture", "must be resnet<6n+2>-v1 or resnet<9n+2>-v2, was vgg16"));
        assertThat(train("--data", home.toString(), "--arch", "vgg16")).isEqualTo(2);
        assertThat(shell.err()).contains("spec.architecture: must be resnet<6n+2>-v1 or resnet<9n+2>-v2, was vgg16");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void passesOnThatEpochsCannotBeNegative() {
        trainer.submit.failing(1, refusal("spec.epochs", "must be at least 1, was -1"));
        assertThat(train("--data", home.toString(), "--epochs", "-1")).isEqualTo(2);
        assertThat(submitted().getEpochs()).isEqualTo(-1);
        assertThat(shell.err()).contains("spec.epochs: must be at least 1, was -1");
    }

    @Test
    void passesOnThatAFolderHasNoImages() {
        trainer.submit.failing(1, refusal("spec.dataset", "there are no images in " + home));
        assertThat(train("--data", home.toString())).isEqualTo(2);
        assertThat(shell.err()).contains("there are no images in " + home);
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThat(train("--data", home.resolve("none").toString())).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: there is no folder " + home.resolve("none") + "\n");
        assertThat(trainer.submit.asked()).isEmpty();
    }

    @Test
    void saysHowToGetADataSetIfNoneIsNamed() {
        assertThat(train()).isEqualTo(2);
        assertThat(shell.err())
                .startsWith("error: there is no data set yet; bring one with 'resforge data fetch cifar10'");
    }

    @Test
    void trainsOnWhatWasFetched() throws IOException {
        Path fetched = Files.createDirectories(home.resolve("data/cifar-10-batches-bin"));
        trainer.telling(Samples.succeeded());
        assertThat(train()).isZero();
        assertThat(submitted().getDataset()).isEqualTo(fetched.toString());
    }

    @Test
    void printsOnlyTheIdIfItIsNotToFollow() {
        assertThat(train("--data", home.toString(), "--detach")).isZero();
        assertThat(shell.out()).matches("run-\\d{8}-\\d{6}-[0-9a-z]{4}\n");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void keepsStandardOutputForJson() {
        trainer.telling(Samples.training(2), Samples.succeeded());
        assertThat(train("--data", home.toString(), "--json")).isZero();
        assertThat(shell.json()
                        .getAsJsonObject()
                        .getAsJsonObject("result")
                        .get("version")
                        .getAsString())
                .isEqualTo("4");
        assertThat(shell.err()).contains("epoch 1/3", "It is the champion now");
    }

    @Test
    void submitsAsJsonWithoutFollowing() {
        assertThat(train("--data", home.toString(), "--json", "--detach")).isZero();
        assertThat(shell.json().getAsJsonObject().get("state").getAsString()).isEqualTo("RUN_STATE_QUEUED");
    }

    @Test
    void failsIfTheRunWasCancelled() {
        trainer.telling(Samples.run(RunState.RUN_STATE_CANCELLED));
        assertThat(train("--data", home.toString())).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: run " + Samples.RUN + " was cancelled\n");
    }
}
