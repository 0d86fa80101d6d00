package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReporterTest {

    private static final Progress PROGRESS =
            SampleRuns.status(1, 3, SampleRuns.NOW).progress();
    private static final EpochRecord EPOCH =
            new EpochRecord(1, 1.5, 0.5, 0.9, 1.4, 0.6, 0.95, null, 2.5, 0.1, 1000, true);

    private static final ClaimedRun ASSIGNED = new ClaimedRun(SampleRuns.spec("mine", 0), SampleRuns.launch("here", 1));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicInteger ended = new AtomicInteger();
    private Instant now = SampleRuns.NOW;
    private FlakyStore store;
    private RunStore runs;
    private Reporter reporter;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new RunStore(store);
        runs.submit(SampleRuns.spec("mine", 0));
        runs.claim("mine", ASSIGNED.launch());
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), clock);
        reporter = reporter(clock, log);
    }

    private Reporter reporter(Clock clock, WorkerLog log) {
        return new Reporter(runs, ASSIGNED, Duration.ofHours(1), clock, log, ended::incrementAndGet, () -> {});
    }

    @Test
    void saysAtOnceThatThereIsAWorker() {
        reporter.report();

        assertThat(runs.status("mine")).contains(new RunStatus(SampleRuns.NOW, SampleRuns.NOW, null));
    }

    @Test
    void reportsEachEpochAndTheNewestProgress() {
        reporter.finished(EPOCH);
        reporter.progress(SampleRuns.status(1, 2, SampleRuns.NOW).progress());
        reporter.progress(PROGRESS);

        reporter.report();

        assertThat(runs.epochs("mine")).containsExactly(EPOCH);
        assertThat(runs.status("mine").orElseThrow().progress()).isEqualTo(PROGRESS);
    }

    @Test
    void saysWhatIsTriedAgainAndThatItIsNotAnyMore() {
        reporter.progress(PROGRESS);
        reporter.report();
        reporter.trouble("could not create model.onnx: No space left on device");

        reporter.report();

        assertThat(runs.status("mine").orElseThrow().trouble()).contains("No space left");
        assertThat(new TrainingRuns(runs).require("mine").message())
                .endsWith("; could not create model.onnx: No space left on device");

        reporter.trouble(null);
        reporter.report();

        assertThat(runs.status("mine").orElseThrow().trouble()).isNull();
    }

    @Test
    void writesNothingForARunThatIsGone() {
        runs.delete("mine");
        reporter.finished(EPOCH);
        reporter.progress(PROGRESS);

        reporter.report();
        reporter.catchUp();

        assertThat(store.list("runs/")).isEmpty();
        assertThat(ended).hasPositiveValue();
    }

    @Test
    void writesNothingForAnotherRunOfTheSameId() {
        runs.delete("mine");
        runs.submit(SampleRuns.spec("mine", 1));
        reporter.finished(EPOCH);

        reporter.report();

        assertThat(runs.epochs("mine")).isEmpty();
        assertThat(runs.status("mine")).isEmpty();
        assertThat(ended).hasPositiveValue();
    }

    @Test
    void isSilentForAWhileWhereThereIsNothingNewAndGivesASignOfLifeThen() {
        reporter.report();

        now = SampleRuns.NOW.plusSeconds(9);
        reporter.report();
        assertThat(runs.status("mine").orElseThrow().updatedAt()).isEqualTo(SampleRuns.NOW);

        now = SampleRuns.NOW.plusSeconds(10);
        reporter.report();
        assertThat(runs.status("mine").orElseThrow().updatedAt()).isEqualTo(now);
    }

    @Test
    void makesUpForWhatAFailingStoreMissedAndWarnsOnce() {
        // Given
        store.failOn();
        reporter.finished(EPOCH);
        reporter.progress(PROGRESS);
        reporter.report();
        reporter.report();
        // When
        store.recover();
        reporter.report();
        // Then
        assertThat(runs.epochs("mine")).containsExactly(EPOCH);
        assertThat(runs.status("mine").orElseThrow().progress()).isEqualTo(PROGRESS);
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        warning -> assertThat(warning).contains("training goes on without the store"),
                        relief -> assertThat(relief).contains("the store is back"));
    }

    @Test
    void noticesThatSomebodyElseEndedTheRun() {
        reporter.report();
        assertThat(ended).hasValue(0);

        runs.end("mine", SampleRuns.failed("cancelled"));
        reporter.report();

        assertThat(ended).hasValue(1);
    }

    @Test
    void noticesThatAnotherWorkerHasTheRun() {
        runs.claim("mine", SampleRuns.launch("elsewhere", 2).as(2, 3, "nothing was heard of it"));

        reporter.report();

        assertThat(ended).hasValue(1);
    }

    @Test
    void saysWhetherAllFinishedEpochsAreInTheStore() {
        reporter.finished(EPOCH);
        store.failOn();
        assertThat(reporter.settle()).isFalse();

        store.recover();
        assertThat(reporter.settle()).isTrue();
        assertThat(runs.epochs("mine")).containsExactly(EPOCH);
    }

    @Test
    void aRunBeganWhenItsFirstWorkerDid() {
        runs.report("mine", SampleRuns.status(1, 3, SampleRuns.NOW));
        Clock later = Clock.fixed(SampleRuns.NOW.plusSeconds(600), ZoneOffset.UTC);
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), later);

        reporter(later, log).report();

        assertThat(runs.status("mine")).contains(new RunStatus(SampleRuns.NOW, later.instant(), null));
    }

    @Test
    void reportsALastTimeWhenItIsClosed() {
        reporter.finished(EPOCH);

        reporter.close();

        assertThat(runs.epochs("mine")).containsExactly(EPOCH);
    }
}
