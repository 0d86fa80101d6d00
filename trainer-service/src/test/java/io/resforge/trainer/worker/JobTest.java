package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.testing.TinyDataset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real worker processes, as the pods of a Job start them one after another. */
class JobTest {

    private static final Pattern PORT = Pattern.compile("metrics are at port ([0-9]+)");

    @TempDir
    Path folder;

    private Path location;
    private RunStore runs;
    private Checkpoints checkpoints;

    @BeforeEach
    void openStore() throws IOException {
        TinyDataset.write(folder.resolve("sample"));
        location = folder.resolve("store");
        ObjectStore store = ObjectStore.openOrCreate(location.toString());
        runs = new RunStore(store);
        checkpoints = new Checkpoints(store, Clock.systemUTC());
    }

    /** Its epochs last about as long as the time between two reports, a second, so that one of the reports tells of the middle of one. */
    private PodProcess pod(String name, String run) throws IOException {
        Map<String, String> environment = Map.of(
                "RESFORGE_RUN",
                run,
                "RESFORGE_STORE",
                location.toString(),
                "RESFORGE_SAMPLE_DIR",
                folder.resolve("sample").toString(),
                "RESFORGE_METRICS_PORT",
                "0");
        return PodProcess.start(
                folder,
                name,
                environment,
                "--recipe-json={\"arch\": \"resnet56-v1\", \"batch_size\": 2, \"warmup\": 0, \"precision\": \"fp32\"}",
                "--set=epochs=4",
                "--set=lr=0.02",
                "--data=sample",
                "--model=colours",
                "--threads=1");
    }

    private void train(String pod, String run) throws Exception {
        try (PodProcess process = pod(pod, run)) {
            assertThat(process.exitCode()).as(process.printed()).isEqualTo(ExitCode.OK.number());
        }
    }

    private boolean isInTheMiddleOfAnEpoch(String run) {
        Optional<Progress> progress = runs.status(run).map(RunStatus::progress);
        return progress.filter(it -> it.epoch() >= 2 && it.step() > 0 && it.step() < it.steps())
                .isPresent();
    }

    private String parameters(String run) {
        String version = runs.end(run).orElseThrow().result().version();
        Weights weights = checkpoints.fetch("colours", version).weights();
        float[] parameters = weights.parameters();
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * parameters.length);
        bytes.asFloatBuffer().put(parameters);
        return Sha256.of(bytes.array());
    }

    @Test
    void aPodThatIsStoppedInAnEpochIsFollowedByOneWithBitwiseTheSameResult() throws Exception {
        // Given
        train("whole-a", "whole");
        // When
        try (PodProcess first = pod("halves-a", "halves")) {
            first.await(() -> PORT.matcher(first.printed()).find());
            first.await(() -> scrape(first).contains("resforge_training_loss{"));
            first.await(() -> isInTheMiddleOfAnEpoch("halves"));
            first.terminate();
            first.terminate();
            // Then
            assertThat(first.exitCode()).as(first.printed()).isEqualTo(ExitCode.TRY_AGAIN.number());
            assertThat(first.printed()).contains("kept a snapshot of step");
        }
        assertThat(runs.end("halves")).isEmpty();
        assertThat(new SnapshotFiles(ObjectStore.open(location.toString()), "halves", Clock.systemUTC()).steps())
                .hasSize(1);
        // When
        train("halves-b", "halves");
        // Then
        assertThat(Files.readAllLines(folder.resolve("halves-b.log")))
                .as("the log of a worker, without complaints about the log manager")
                .isNotEmpty()
                .noneMatch(line -> line.contains("LogManager"));
        assertThat(runs.launch("halves").map(RunAttempt::words)).contains("attempt 2");
        assertThat(runs.launch("halves").map(RunAttempt::after)).contains("pod halves-a did not end the run");
        assertThat(Files.readString(folder.resolve("halves-b.log"))).contains("going on in epoch");
        assertThat(parameters("halves")).isEqualTo(parameters("whole"));
        assertThat(runs.epochs("halves"))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("imagesPerSecond", "finishedAt")
                .isEqualTo(runs.epochs("whole"));
        // When
        train("halves-c", "halves");
        // Then
        assertThat(Files.readString(folder.resolve("halves-c.end")))
                .startsWith("run 'halves' has ended already: published version 2 of colours");
        assertThat(runs.launch("halves").map(RunAttempt::words)).contains("attempt 2");
    }

    private static String scrape(PodProcess pod) {
        Matcher port = PORT.matcher(pod.printed());
        assertThat(port.find()).as(pod.printed()).isTrue();
        try (InputStream metrics = URI.create("http://localhost:" + port.group(1) + "/metrics")
                .toURL()
                .openStream()) {
            return new String(metrics.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPodThatIsStoppedBeforeItTrainsMayBeTriedAgain() throws Exception {
        try (PodProcess pod = pod("early-a", "early")) {
            pod.await(() -> PORT.matcher(pod.printed()).find());

            pod.terminate();

            assertThat(pod.exitCode()).as(pod.printed()).isEqualTo(ExitCode.TRY_AGAIN.number());
        }
        assertThat(runs.end("early")).isEmpty();
    }

    @Test
    void refusesBadArgumentsInOneSentenceAndLeavesNothingBehind() throws Exception {
        try (PodProcess pod = PodProcess.start(
                folder,
                "wrong",
                Map.of("RESFORGE_STORE", location.toString()),
                "--run=wrong",
                "--data=" + folder.resolve("sample"),
                "--set=epochs=0")) {
            assertThat(pod.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
            assertThat(pod.printed())
                    .contains(" error: epochs must be from 1 to 10000, was 0\n")
                    .doesNotContain("Exception");
        }
        assertThat(Files.readString(folder.resolve("wrong.end")))
                .isEqualTo("error: epochs must be from 1 to 10000, was 0");
        assertThat(ObjectStore.open(location.toString()).list("")).isEmpty();
    }
}
