package io.resforge.trainer.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunsTest {

    @TempDir
    Path folder;

    private FlakyStore store;
    private RunStore runs;
    private TrainingRuns reader;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new RunStore(store);
        reader = new TrainingRuns(runs);
        runs.submit(SampleRuns.spec("one", 0));
    }

    @Test
    void derivesTheStateFromWhatIsStored() {
        assertThat(reader.require("one").state()).isEqualTo(RunState.QUEUED);

        runs.claim("one", SampleRuns.launch("here", 0));
        assertThat(reader.require("one").state()).isEqualTo(RunState.STARTING);

        runs.report("one", new RunStatus(SampleRuns.NOW, SampleRuns.NOW, null));
        assertThat(reader.require("one").state()).isEqualTo(RunState.STARTING);

        runs.report("one", SampleRuns.status(1, 3, SampleRuns.NOW));
        assertThat(reader.require("one").state()).isEqualTo(RunState.RUNNING);
        assertThat(reader.require("one").message()).isEqualTo("epoch 1 of 2");

        runs.end("one", SampleRuns.failed("no luck"));
        assertThat(reader.require("one").state()).isEqualTo(RunState.FAILED);
        assertThat(reader.require("one").message()).isEqualTo("no luck");
    }

    @Test
    void knowsACancelledRunThatWasNeverLaunched() {
        runs.end("one", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW));

        assertThat(reader.require("one").state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void listsTheNewestFirst() {
        runs.submit(SampleRuns.spec("three", 3));
        runs.submit(SampleRuns.spec("two", 2));

        assertThat(reader.all()).extracting(TrainingRun::id).containsExactly("three", "two", "one");
    }

    @Test
    void asksTheStoreForNothingButTheSpecOfARunThatHasEnded() {
        // Given
        runs.end("one", SampleRuns.failed("no luck"));
        reader.require("one");
        int before = store.reads();
        // When
        reader.require("one");
        // Then
        assertThat(store.reads()).isEqualTo(before + 1);
    }

    @Test
    void asksForTheListAloneWhenManyMoreHaveEndedThanAreRemembered() {
        // Given
        TrainingRuns few = new TrainingRuns(runs, 5);
        for (int i = 0; i < 50; i++) {
            runs.submit(SampleRuns.spec("run-" + i, i));
            runs.end("run-" + i, SampleRuns.failed("no luck"));
        }
        runs.end("one", SampleRuns.succeeded("17", 0.5));
        few.all();
        int before = store.reads();
        // When
        List<TrainingRun> all = few.all();
        // Then
        assertThat(store.reads()).isEqualTo(before + 1);
        assertThat(all).hasSize(51).extracting(TrainingRun::state).contains(RunState.FAILED, RunState.SUCCEEDED);
        runs.delete("run-7");
        runs.submit(SampleRuns.spec("run-7", 100));
        assertThat(few.all().getFirst().state()).as("submitted anew").isEqualTo(RunState.QUEUED);
        assertThat(few.require("run-8").message()).isEqualTo("no luck");
    }

    @Test
    void passesOverADamagedRunButNotOverTheOthers() {
        // Given
        runs.submit(SampleRuns.spec("two", 2));
        store.put("runs/two/spec.json", "{".getBytes(StandardCharsets.UTF_8));
        // When
        List<TrainingRun> all = reader.all();
        // Then
        assertThat(all).extracting(TrainingRun::id).containsExactly("one");
    }

    @Test
    void saysWhichRunIsUnknown() {
        assertThatExceptionOfType(UnknownRun.class)
                .isThrownBy(() -> reader.require("none"))
                .withMessage("there is no run 'none'");
    }
}
