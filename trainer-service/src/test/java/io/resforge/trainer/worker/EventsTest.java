package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.network.torch.Precision;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.Samples;
import io.resforge.trainer.worker.claim.Assigned;
import io.resforge.training.event.Score;
import io.resforge.training.event.TrainingEvent.RunStarted;
import io.resforge.training.event.TrainingEvent.StepsDone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {

    @Test
    void leavesOutAGradientThatOverflowedAStepBeforeTheLoss(@TempDir Path folder) {
        // Given
        Runs runs = new Runs(ObjectStore.openOrCreate(folder.toString()));
        WorkerLog log = new WorkerLog(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), Samples.CLOCK);
        runs.submit(Samples.spec("mine", 0));
        Assigned assigned = new Assigned(Samples.spec("mine", 0), Samples.launch("here", 1));
        Reporter reporter = new Reporter(runs, assigned, Duration.ofHours(1), Samples.CLOCK, log, () -> {}, () -> {});
        Events events = new Events(reporter, log);
        events.accept(new RunStarted("resnet8-v1", 1000, 100, 10, 10, 2, 10, Precision.FP32));
        // When
        events.accept(new StepsDone(
                1, 3, 10, new Score(1e30, 0.5, 0.9), Double.POSITIVE_INFINITY, 100, Duration.ofSeconds(20), 0.1));
        reporter.report();
        // Then
        Progress progress = runs.status("mine").orElseThrow().progress();
        assertThat(progress.loss()).isEqualTo(1e30);
        assertThat(progress.gradientNorm()).isNull();
    }
}
