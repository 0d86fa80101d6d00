package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.testing.Shell;
import io.resforge.training.recipe.Defaults;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
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
                .contains("The model is " + DatasetLocation.modelName(home.toString()) + ", after the data")
                .contains("  It is the champion now: 63.0% is better than 60.0%\n")
                .contains("Next:\n  resforge up --detach\n  resforge classify FILE\n  resforge report " + Samples.RUN
                        + " --open\n");
        assertThat(submitted().getDataset()).isEqualTo(home.toString());
    }

    @Test
    void sendsTheUsualRecipeWhereNothingIsGiven() {
        trainer.telling(Samples.succeeded());
        train("--data", home.toString());
        assertThat(submitted())
                .isEqualTo(RunSpec.newBuilder()
                        .setDataset(home.toString())
                        .setModel(DatasetLocation.modelName(home.toString()))
                        .setRecipe(RecipeStruct.of(Defaults.recipe()))
                        .build());
    }

    @Test
    void sendsEverythingThatIsGiven() {
        trainer.telling(Samples.succeeded());
        String words =
                "--arch resnet32-v1 --epochs 7 --batch-size 64 --optimizer ADAM --schedule step --lr 1e-2 --warmup 0"
                        + " --weight-decay 0 --label-smoothing 0.1 --precision fp32 --no-augment --seed -4 --model pets --from 3";
        assertThat(train((words + " --data " + home).split(" "))).isZero();
        RunSpec spec = submitted();
        assertThat(spec.getRecipe()).isEqualTo(RecipeStruct.of(RecipeReader.yaml("""
                        {arch: resnet32-v1, epochs: 7, batch_size: 64, optimizer: adam, schedule: step, lr: 0.01, warmup: 0,
                        weight_decay: 0, label_smoothing: 0.1, precision: fp32, augment: none, seed: -4}
                        """)));
        assertThat(List.of(spec.getModel(), spec.getFromVersion())).containsExactly("pets", "3");
    }

    @Test
    void changesANamedRecipe() {
        trainer.telling(Samples.succeeded());
        String words = "--recipe keras-resnet20-v1 --epochs 3 --set optimizer.beta1=0.8 --set epochs=4";
        assertThat(train((words + " --data " + home).split(" "))).isZero();
        assertThat(submitted().getRecipe())
                .isEqualTo(RecipeStruct.of(
                        RecipeReader.yaml("{base: keras-resnet20-v1, epochs: 4, optimizer: {beta1: 0.8}}")));
    }

    @Test
    void goesOnFromAVersionWithItsArchitecture() {
        FakeRegistry registry = new FakeRegistry(Samples.version("3", true).toBuilder()
                        .setArchitecture("resnet32-v1")
                        .build())
                .with("3", "{\"image\": {\"channels\": 1, \"height\": 28, \"width\": 28, \"resize\": \"cubic\"}}");
        trainer.telling(Samples.succeeded());
        try (FakeServer both = FakeServer.of(trainer, registry)) {
            assertThat(shell.run("train", "--from", "3", "--data", home.toString(), "--server", both.address()))
                    .isZero();
        }
        assertThat(submitted().getRecipe())
                .isEqualTo(RecipeStruct.of(RecipeReader.yaml("{arch: resnet32-v1, image: 28x28x1}")));
        assertThat(shell.out()).contains("Its architecture is resnet32-v1, that of ");
    }

    @Test
    void fitsTheStepsToFewImages() throws IOException {
        Path shapes = home.resolve("Meine Fotos");
        for (String name : List.of("a/1.png", "a/2.png", "b/1.png", "b/2.png")) {
            Files.createDirectories(shapes.resolve(name).getParent());
            Files.writeString(shapes.resolve(name), "not looked at");
        }
        trainer.telling(Samples.succeeded());
        assertThat(train("--data", shapes.toString(), "--epochs", "5")).isZero();
        assertThat(submitted().getModel()).isEqualTo("meine-fotos");
        assertThat(RecipeStruct.epochs(submitted().getRecipe())).isEqualTo(5);
        assertThat(shell.out()).contains("4 images are few: resnet8-v1, 5 epochs in batches of 8");
    }

    @Test
    void trainsByAFileOfOnesOwn() throws IOException {
        trainer.telling(Samples.succeeded());
        Path file = Files.writeString(home.resolve("mine.yaml"), "{base: he2016-resnet32, epochs: 30}");
        assertThat(train("--data", home.toString(), "--recipe", file.toString()))
                .isZero();
        assertThat(submitted().getRecipe())
                .isEqualTo(RecipeStruct.of(RecipeReader.yaml("{base: he2016-resnet32, epochs: 30}")));
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path file = Files.writeString(home.resolve("mine.yaml"), "epochs: 3\nlr: [0.1\n");
        assertThat(train("--recipe", file.toString())).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: " + file + ": not YAML at line 3, column 1: ");
        Files.writeString(file, "{name: a, grid: {lr: [1, 2]}}");
        assertThat(train("--recipe", file.toString())).isEqualTo(2);
        assertThat(shell.err()).contains("mine.yaml is a sweep of several recipes, not a recipe");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(train("--recipe", file.toString())).isEqualTo(2);
        assertThat(shell.err()).contains("mine.yaml is no text in UTF-8");
        assertThat(trainer.submit.asked()).isEmpty();
    }

    @Test
    void asksNoServerToTrainByABadRecipe() {
        assertThat(train("--data", home.toString(), "--arch", "vgg16")).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: unknown architecture 'vgg16'; allowed are resnet<depth>-v1");
        assertThat(train("--data", home.toString(), "--epochs", "-1")).isEqualTo(2);
        assertThat(shell.err()).contains("error: epochs must be from 1 to 10000, was -1");
        assertThat(shell.out()).isEmpty();
        assertThat(trainer.submit.asked()).isEmpty();
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
                .startsWith(
                        "error: there is no data set yet; try the sample with '--data sample', bring all of CIFAR-10");
    }

    @Test
    void trainsOnWhatWasFetched() throws IOException {
        Path fetched = Files.createDirectories(home.resolve("data/cifar-10-batches-bin"));
        trainer.telling(Samples.succeeded());
        assertThat(train()).isZero();
        assertThat(submitted().getDataset()).isEqualTo(fetched.toString());
    }

    @Test
    void writesForTensorBoardAsTheRunGoesOn() {
        Path logs = home.resolve("logs");
        trainer.telling(Samples.training(2), Samples.succeeded());
        assertThat(train("--data", home.toString(), "--tensorboard", logs.toString()))
                .isZero();
        assertThat(logs.resolve(trainer.submit.onlyAsked().getRunId()))
                .isDirectoryContaining("glob:**/events.out.tfevents.*");
    }

    @Test
    void trainsOnWhenTensorBoardsFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(home.resolve("logs"), "a file");
        trainer.telling(Samples.training(2), Samples.training(3), Samples.succeeded());
        assertThat(train("--data", home.toString(), "--tensorboard", file.toString()))
                .isZero();
        assertThat(shell.out().lines().filter(line -> line.contains("warning")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("warning: nothing more is written for TensorBoard: cannot use " + file);
        assertThat(shell.out()).contains("epoch 3/3", "It is the champion now");
    }

    @Test
    void cannotWriteForTensorBoardWithoutFollowing() {
        assertThat(train("--data", home.toString(), "--tensorboard", "logs", "--detach"))
                .isEqualTo(2);
        assertThat(shell.err())
                .startsWith("error: --tensorboard needs a run that is followed")
                .hasLineCount(1);
        assertThat(trainer.submit.asked()).isEmpty();
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
