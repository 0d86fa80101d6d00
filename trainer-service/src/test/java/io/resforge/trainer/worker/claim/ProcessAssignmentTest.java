package io.resforge.trainer.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.Samples;
import io.resforge.trainer.worker.order.BadInput;
import io.resforge.trainer.worker.order.RunHasEnded;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessAssignmentTest {

    private static final RunSpec MINE = Samples.spec("mine", 0);
    private static final ProcessHandle SELF = ProcessHandle.current();

    @TempDir
    Path folder;

    private Runs runs;
    private Assignment assignment;

    @BeforeEach
    void openStore() {
        runs = new Runs(ObjectStore.openOrCreate(folder.toString()));
        assignment = new ProcessAssignment(runs, "here", SELF, Samples.CLOCK);
        runs.submit(MINE);
    }

    @Test
    void takesARunThatNobodyHasLaunched() {
        assertThat(assignment.take(MINE).spec()).isEqualTo(MINE);

        assertThat(runs.launch("mine"))
                .hasValueSatisfying(launch -> assertThat(launch.pid()).isEqualTo(SELF.pid()));
    }

    @Test
    void takesTheRunThatItWasLaunchedFor() {
        Launch launch = Samples.launch("here", SELF.pid());
        runs.claim("mine", launch);

        assignment.take(MINE);

        assertThat(runs.launch("mine")).contains(launch);
    }

    @Test
    void recordsItselfWhereTheControlPlaneDiedBeforeItCould() {
        runs.claim("mine", Samples.launch("here", 0));

        assignment.take(MINE);

        assertThat(runs.launch("mine")).hasValueSatisfying(launch -> {
            assertThat(launch.pid()).isEqualTo(SELF.pid());
            assertThat(launch.processStart()).isNotNull();
        });
    }

    @Test
    void leavesTheRunToWhoeverWorksOnIt() {
        runs.claim("mine", Samples.launch("elsewhere", 4711));

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> assignment.take(MINE))
                .withMessage("process 4711 on elsewhere works on run 'mine' already");
    }

    @Test
    void takesARunWhoseWorkerIsGoneFromThisMachine() {
        Launch gone = Samples.launch("here", SELF.pid()).withProcess(Long.MAX_VALUE, Samples.NOW);
        runs.claim("mine", gone);

        Assigned assigned = assignment.take(MINE);

        assertThat(assigned.launch().attempt()).isEqualTo(2);
        assertThat(assigned.launch().pid()).isEqualTo(SELF.pid());
        assertThat(runs.launch("mine")).contains(assigned.launch());
    }

    @Test
    void refusesARunThatHasEnded() {
        runs.end("mine", Samples.failed("no luck"));

        assertThatExceptionOfType(RunHasEnded.class)
                .isThrownBy(() -> assignment.take(MINE))
                .withMessage("run 'mine' has failed before: no luck");
    }
}
