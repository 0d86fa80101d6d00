package io.resforge.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.testing.SampleRuns;
import org.junit.jupiter.api.Test;

/** What a control plane of one machine says of runs beyond what the store holds. */
class LocalControlPlaneTest extends SupervisedRuns {

    private LocalControlPlane control() {
        TrainingRuns reader = new TrainingRuns(runs);
        return new LocalControlPlane(
                runs, reader, launcher, null, new Cancellation(runs, reader, launcher, SampleRuns.CLOCK), () -> {});
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
