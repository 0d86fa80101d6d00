package io.resforge.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.run.UnknownRun;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.SampleRuns;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CancellationTest {

    @TempDir
    Path folder;

    private final FakeLauncher launcher = new FakeLauncher("here", 1);
    private RunStore runs;
    private Cancellation cancellation;

    @BeforeEach
    void openStore() {
        runs = new RunStore(ObjectStore.openOrCreate(folder.toString()));
        cancellation = new Cancellation(runs, new TrainingRuns(runs), launcher, SampleRuns.CLOCK);
        runs.submit(SampleRuns.spec("mine", 0));
    }

    @Test
    void endsARunThatWaits() {
        TrainingRun run = cancellation.cancel("mine", "not needed");

        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        assertThat(run.message()).isEqualTo("cancelled: not needed");
        assertThat(launcher.stopped()).isEmpty();
    }

    @Test
    void stopsTheWorkerOfARunThatTrains() {
        runs.claim("mine", SampleRuns.launch("here", 4711));

        cancellation.cancel("mine", "");

        assertThat(launcher.stopped()).containsExactly("mine");
        assertThat(runs.end("mine"))
                .hasValueSatisfying(end -> assertThat(end.message()).isEqualTo("cancelled"));
    }

    @Test
    void refusesARunThatHasEndedAndSaysHow() {
        runs.end("mine", SampleRuns.failed("no luck"));

        assertThatExceptionOfType(RunAlreadyEnded.class)
                .isThrownBy(() -> cancellation.cancel("mine", ""))
                .withMessage("run 'mine' has ended already, it is FAILED");
        assertThat(runs.end("mine")).contains(SampleRuns.failed("no luck"));
    }

    @Test
    void knowsNoOtherRun() {
        assertThatExceptionOfType(UnknownRun.class).isThrownBy(() -> cancellation.cancel("other", ""));
    }
}
