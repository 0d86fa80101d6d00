package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.torch.Precision;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingEventLogTest {

    @Test
    void leavesOutAGradientThatOverflowedAStepBeforeTheLoss(@TempDir Path folder) {
        // Given
        RunStore runs = new RunStore(ObjectStore.openOrCreate(folder.toString()));
        WorkerLog log = new WorkerLog(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), SampleRuns.CLOCK);
        runs.submit(SampleRuns.spec("mine", 0));
        ClaimedRun assigned = new ClaimedRun(SampleRuns.spec("mine", 0), SampleRuns.launch("here", 1));
        Reporter reporter =
                new Reporter(runs, assigned, Duration.ofHours(1), SampleRuns.CLOCK, log, () -> {}, () -> {});
        TrainingEventLog events = new TrainingEventLog(reporter, log, SampleRuns.CLOCK);
        events.accept(new RunStarted("resnet8-v1", 1000, 100, 10, 10, 2, 10, Precision.FP32));
        // When
        events.accept(new StepsDone(
                1,
                3,
                10,
                new TrainingScore(1e30, 0.5, 0.9),
                Double.POSITIVE_INFINITY,
                100,
                Duration.ofSeconds(20),
                0.1));
        reporter.report();
        // Then
        Progress progress = runs.status("mine").orElseThrow().progress();
        assertThat(progress.loss()).isEqualTo(1e30);
        assertThat(progress.gradientNorm()).isNull();
    }
}
