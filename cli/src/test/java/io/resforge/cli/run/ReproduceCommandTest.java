package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.FakeWorker;
import io.resforge.testing.Samples;
import io.resforge.testing.Shell;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import io.resforge.v1.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 3 is trained again, and comes out as version 4. */
class ReproduceCommandTest {

    private static final String MANIFEST = """
            {"recipe": {"arch": "resnet8-v1", "epochs": 3, "lr": 0.1}, "software": {"pytorch": "2.7.1", "threads": "2"}}
            """;

    private final FakeTrainer trainer = new FakeTrainer().ending(run -> Samples.succeeded().toBuilder()
            .setRunId(run.getRunId())
            .setSpec(run.getSpec())
            .build());
    private final Path home;
    private final Shell shell;
    private FakeServer server;

    ReproduceCommandTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Version version(String number, String digit, String images) {
        return Samples.version(number, false).toBuilder()
                .setSha256(digit.repeat(64))
                .setDatasetDigest(images)
                .build();
    }

    private int reproduce(FakeRegistry registry, String... words) {
        server = FakeServer.of(trainer, registry);
        List<String> all = new ArrayList<>(List.of("reproduce", "3", "--server", server.address()));
        all.addAll(List.of(words));
        return shell.run(all.toArray(String[]::new));
    }

    private int reproduce(Version second, String manifest) {
        return reproduce(
                new FakeRegistry(version("3", "a", "digest"), second)
                        .with("3", MANIFEST)
                        .with("4", manifest),
                "--data",
                home.toString());
    }

    @Test
    void saysThatTheWeightsCameOutTheSame() {
        assertThat(reproduce(version("4", "a", "digest"), MANIFEST)).isZero();
        assertThat(shell.out())
                .startsWith("Training cifar10@3 again as run run-")
                .contains("epoch 3/3")
                .endsWith("cifar10@3 came out bitwise the same: SHA-256 " + "a".repeat(64) + "\n");
    }

    @Test
    void reproducesAVersionOfAnotherStoreIfATrustedKeySignedItsManifest() throws Exception {
        // Given
        String store = home.resolve("strangers").toString();
        String keys = home.resolve("keys").toString();
        String folder = home.resolve("theirs").toString();
        new FakeWorker(ObjectStore.openOrCreate(store))
                .publish("theirs", Map.of("arch", "resnet8-v1", "epochs", 3), .9);
        assertThat(shell.run("keys", "create", keys)).isZero();
        assertThat(shell.run("models", "sign", "1", "--store", store, "--key", keys + "/key.pem"))
                .isZero();
        assertThat(shell.run("models", "pull", "1", "--store", store, "--to", folder))
                .as(shell.err())
                .isZero();
        Path manifest = Path.of(folder, "manifest.json");
        String text = Files.readString(manifest);
        String sha256 = JsonParser.parseString(text)
                .getAsJsonObject()
                .getAsJsonObject("files")
                .getAsJsonObject("model.safetensors")
                .get("sha256")
                .getAsString();
        Version same = Samples.version("4", false).toBuilder().setSha256(sha256).build();
        server = FakeServer.of(trainer, new FakeRegistry(same).with("4", text));
        String[] reproduce = {
            "reproduce",
            "--manifest",
            manifest.toString(),
            "--trusted",
            keys + "/trusted.pem",
            "--data",
            home.toString(),
            "--server",
            server.address()
        };
        // When, Then
        assertThat(shell.run(reproduce)).as(shell.err()).isZero();
        assertThat(shell.out()).endsWith("pets@1 came out bitwise the same: SHA-256 " + sha256 + "\n");
        assertThat(trainer.submit.onlyAsked().getSpec().getModel()).isEqualTo("pets-reproduced");
        // When
        Files.writeString(manifest, text.replace("\"epochs\" : 3", "\"epochs\" : 4"));
        // Then
        assertThat(shell.run(reproduce)).isEqualTo(1);
        assertThat(shell.err()).contains("is not the manifest that was signed");
        assertThat(trainer.submit.asked()).hasSize(1);
    }

    @Test
    void trainsByTheManifestAlone() {
        reproduce(version("4", "a", "digest"), MANIFEST);
        RunSpec spec = trainer.submit.onlyAsked().getSpec();
        assertThat(spec.getModel()).isEqualTo("cifar10-reproduced");
        assertThat(spec.getDataset()).isEqualTo(home.toString());
        assertThat(spec.getFromVersion()).isEmpty();
        assertThat(spec.getRecipe().getFieldsMap()).containsOnlyKeys("arch", "epochs", "lr");
        assertThat(spec.getRecipe().getFieldsOrThrow("lr").getNumberValue()).isEqualTo(0.1);
    }

    @Test
    void saysThatTheWeightsAreOthers() {
        assertThat(reproduce(version("4", "b", "digest"), MANIFEST)).isEqualTo(1);
        assertThat(shell.out()).endsWith("\ncifar10@3 did not come out the same\n");
    }

    @Test
    void saysWhatWasDifferent() {
        String manifest = MANIFEST.replace("\"2\"", "\"8\"").replace("pytorch", "cpu");
        assertThat(reproduce(version("4", "b", "other"), manifest)).isEqualTo(1);
        assertThat(shell.out())
                .endsWith(
                        "\ncifar10@3 did not come out the same; it was trained on other images; what trained it differs: "
                                + "cpu none then, 2.7.1 now, pytorch 2.7.1 then, none now, threads 2 then, 8 now\n");
    }

    @Test
    void saysThatAVersionWhichWentOnElsewhereWillNotComeOutTheSame() {
        String moved = MANIFEST.replace(
                "\"pytorch\"",
                "\"changes\": \"from step 9 on (epoch 2): precision 'BF16' before, 'FP32' since\", \"pytorch\"");
        int code = reproduce(
                new FakeRegistry(version("3", "a", "digest"), version("4", "b", "digest"))
                        .with("3", moved)
                        .with("4", MANIFEST),
                "--data",
                home.toString());

        assertThat(code).isEqualTo(1);
        assertThat(shell.out())
                .contains(
                        "It will not come out bitwise the same, since it went on elsewhere after a stop: from step 9 on")
                .endsWith(
                        "\ncifar10@3 did not come out the same; nor could it be expected to, since it went on elsewhere"
                                + " after a stop: from step 9 on (epoch 2): precision 'BF16' before, 'FP32' since\n");
    }

    @Test
    void trainsOnTheImagesOfTheFirstTime() {
        trainer.with(Samples.succeeded());
        reproduce(new FakeRegistry(version("3", "a", ""), version("4", "a", ""))
                .with("3", MANIFEST)
                .with("4", MANIFEST));
        assertThat(trainer.submit.onlyAsked().getSpec().getDataset()).isEqualTo("/data/cifar10");
    }

    @Test
    void asksForTheImagesWhereTheFirstRunIsForgotten() {
        assertThat(reproduce(new FakeRegistry(version("3", "a", "")).with("3", MANIFEST)))
                .isEqualTo(2);
        assertThat(shell.err()).startsWith("error: there is no data set yet;");
        assertThat(trainer.submit.asked()).isEmpty();
    }

    @Test
    void beginsWithTheSameWeights() {
        Version first = version("3", "a", "").toBuilder().setFromVersion("2").build();
        reproduce(
                new FakeRegistry(first, version("4", "a", ""))
                        .with("3", MANIFEST)
                        .with("4", MANIFEST),
                "--data",
                home.toString());
        assertThat(trainer.submit.onlyAsked().getSpec().getFromVersion()).isEqualTo("cifar10@2");
    }

    @Test
    void saysThatThereIsNoSuchVersion() {
        assertThat(reproduce(new FakeRegistry())).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: there is no version 3\n");
    }

    @Test
    void saysThatAManifestCannotBeTrainedFrom() {
        for (String manifest :
                List.of("{\"software\": {}}", "[]", "{", "{\"recipe\": {}, \"software\": {\"a\": {}}}")) {
            Shell one = new Shell(home);
            try (FakeServer old = FakeServer.of(trainer, new FakeRegistry(version("3", "a", "")).with("3", manifest))) {
                server = old;
                assertThat(one.run("reproduce", "3", "--server", old.address())).isEqualTo(1);
            }
            assertThat(one.err())
                    .startsWith("error: the version's manifest cannot be read: ")
                    .hasLineCount(1);
        }
        assertThat(trainer.submit.asked()).isEmpty();
    }

    @Test
    void failsWithTheRunThatFails() {
        trainer.ending(run -> run.toBuilder()
                .setState(RunState.RUN_STATE_FAILED)
                .setMessage("out of memory")
                .build());
        assertThat(reproduce(version("4", "a", ""), MANIFEST)).isEqualTo(1);
        assertThat(shell.err()).contains(" failed: out of memory\n");
    }
}
