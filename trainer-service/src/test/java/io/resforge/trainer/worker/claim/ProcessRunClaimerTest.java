package io.resforge.trainer.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.claim.RunClaimer.ProcessRunClaimer;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.trainer.worker.request.RunRegistration.RunHasEnded;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunClaimerTest {

    private static final RunSpec MINE = SampleRuns.spec("mine", 0);
    private static final ProcessHandle SELF = ProcessHandle.current();

    @TempDir
    Path folder;

    private RunStore runs;
    private RunClaimer claimer;

    @BeforeEach
    void openStore() {
        runs = new RunStore(ObjectStore.openOrCreate(folder.toString()));
        claimer = new ProcessRunClaimer(runs, "here", SELF, SampleRuns.CLOCK);
        runs.submit(MINE);
    }

    @Test
    void takesARunThatNobodyHasLaunched() {
        assertThat(claimer.take(MINE).spec()).isEqualTo(MINE);

        assertThat(runs.launch("mine"))
                .hasValueSatisfying(launch -> assertThat(launch.pid()).isEqualTo(SELF.pid()));
    }

    @Test
    void takesTheRunThatItWasLaunchedFor() {
        RunAttempt launch = SampleRuns.launch("here", SELF.pid());
        runs.claim("mine", launch);

        claimer.take(MINE);

        assertThat(runs.launch("mine")).contains(launch);
    }

    @Test
    void recordsItselfWhereTheControlPlaneDiedBeforeItCould() {
        runs.claim("mine", SampleRuns.launch("here", 0));

        claimer.take(MINE);

        assertThat(runs.launch("mine")).hasValueSatisfying(launch -> {
            assertThat(launch.pid()).isEqualTo(SELF.pid());
            assertThat(launch.processStart()).isNotNull();
        });
    }

    @Test
    void leavesTheRunToWhoeverWorksOnIt() {
        runs.claim("mine", SampleRuns.launch("elsewhere", 4711));

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> claimer.take(MINE))
                .withMessage("process 4711 on elsewhere works on run 'mine' already");
    }

    @Test
    void takesARunWhoseWorkerIsGoneFromThisMachine() {
        RunAttempt gone = SampleRuns.launch("here", SELF.pid()).withProcess(Long.MAX_VALUE, SampleRuns.NOW);
        runs.claim("mine", gone);

        ClaimedRun claimed = claimer.take(MINE);

        assertThat(claimed.launch().attempt()).isEqualTo(2);
        assertThat(claimed.launch().pid()).isEqualTo(SELF.pid());
        assertThat(runs.launch("mine")).contains(claimed.launch());
    }

    @Test
    void refusesARunThatHasEnded() {
        runs.end("mine", SampleRuns.failed("no luck"));

        assertThatExceptionOfType(RunHasEnded.class)
                .isThrownBy(() -> claimer.take(MINE))
                .withMessage("run 'mine' has failed before: no luck");
    }
}
