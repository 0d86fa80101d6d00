package io.resforge.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.testing.Samples;
import org.junit.jupiter.api.Test;

/** What a control plane of one machine says of runs beyond what the store holds. */
class LocalControlPlaneTest extends SupervisedRuns {

    private LocalControlPlane control() {
        TrainingRuns reader = new TrainingRuns(runs);
        return new LocalControlPlane(
                runs, reader, launcher, null, new Cancellation(runs, reader, launcher, Samples.CLOCK), () -> {});
    }

    @Test
    void saysWhyARunWaits() {
        runs.submit(Samples.spec("mine", 0));
        launcher.obstruct("cannot write the logs of workers to /logs: No space left on device");

        assertThat(control().run("mine").message())
                .isEqualTo("waits for its turn; cannot write the logs of workers to /logs: No space left on device");
    }

    @Test
    void saysNothingOfItWhereARunHasEnded() {
        runs.submit(Samples.spec("mine", 0));
        runs.end("mine", Samples.failed("no luck"));
        launcher.obstruct("cannot write the logs of workers to /logs: No space left on device");

        assertThat(control().run("mine").message()).isEqualTo("no luck");
    }
}
