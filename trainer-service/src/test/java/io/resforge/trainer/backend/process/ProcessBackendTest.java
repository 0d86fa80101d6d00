package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.testing.SampleRuns;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a control plane of one machine says of runs beyond what the store holds. */
class ProcessBackendTest extends SupervisedRuns {

    private RunService control() {
        return new RunService(
                runs,
                new Checkpoints(store, SampleRuns.CLOCK),
                new ProcessBackend(runs, new TrainingRuns(runs), launcher, () -> {}),
                SampleRuns.CLOCK,
                new Random(7));
    }

    @Test
    void saysWhyARunWaits() {
        runs.submit(SampleRuns.spec("mine", 0));
        launcher.obstruct("cannot write the logs of workers to /logs: No space left on device");

        assertThat(control().run("mine").message())
                .isEqualTo("waits for its turn; cannot write the logs of workers to /logs: No space left on device");
    }

    @Test
    void saysNothingOfItWhereARunHasEnded() {
        runs.submit(SampleRuns.spec("mine", 0));
        runs.end("mine", SampleRuns.failed("no luck"));
        launcher.obstruct("cannot write the logs of workers to /logs: No space left on device");

        assertThat(control().run("mine").message()).isEqualTo("no luck");
    }
}
