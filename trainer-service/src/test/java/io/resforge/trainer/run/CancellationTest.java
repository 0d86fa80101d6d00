package io.resforge.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunRefused.RunAlreadyEnded;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.process.ProcessBackend;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.SampleRuns;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CancellationTest {

    @TempDir
    Path folder;

    private final FakeLauncher launcher = new FakeLauncher("here", 1);
    private RunStore runs;
    private RunService service;

    @BeforeEach
    void openStore() {
        ObjectStore objects = ObjectStore.openOrCreate(folder.toString());
        runs = new RunStore(objects);
        service = new RunService(
                runs,
                new Checkpoints(objects, SampleRuns.CLOCK),
                new ProcessBackend(runs, new TrainingRuns(runs), launcher, () -> {}),
                SampleRuns.CLOCK,
                new Random(7));
        runs.submit(SampleRuns.spec("mine", 0));
    }

    @Test
    void endsARunThatWaits() {
        RunView run = service.cancel("mine", "not needed");

        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        assertThat(run.message()).isEqualTo("cancelled: not needed");
        assertThat(launcher.stopped()).isEmpty();
    }

    @Test
    void stopsTheWorkerOfARunThatTrains() {
        runs.claim("mine", SampleRuns.launch("here", 4711));

        service.cancel("mine", "");

        assertThat(launcher.stopped()).containsExactly("mine");
        assertThat(runs.end("mine"))
                .hasValueSatisfying(end -> assertThat(end.message()).isEqualTo("cancelled"));
    }

    @Test
    void refusesARunThatHasEndedAndSaysHow() {
        runs.end("mine", SampleRuns.failed("no luck"));

        assertThatExceptionOfType(RunAlreadyEnded.class)
                .isThrownBy(() -> service.cancel("mine", ""))
                .withMessage("run 'mine' has ended already, it is FAILED");
        assertThat(runs.end("mine")).contains(SampleRuns.failed("no luck"));
    }

    @Test
    void knowsNoOtherRun() {
        assertThatExceptionOfType(UnknownRun.class).isThrownBy(() -> service.cancel("other", ""));
    }
}
