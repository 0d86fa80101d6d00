package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.worker.RunConclusion.WorkerOutcome;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is different where Kubernetes starts the workers, and counts their failures. */
class PodWorkerTest extends WorkerInProcess {

    private WorkerLog log;

    @BeforeEach
    void beAPod() {
        log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
        worker = Workers.at(new WorkerHost.InPod("job-a", Optional.of("1")), store, Duration.ofHours(1), log);
    }

    private RunAttempt launch() {
        return RunAttempt.only("kubernetes", "job-b", 1, SampleRuns.NOW, SampleRuns.NOW);
    }

    private RunConclusion conclusion(RunAttempt launch) {
        ClaimedRun assigned = new ClaimedRun(runs.spec("first").orElseThrow(), launch);
        return new RunConclusion(
                store,
                assigned,
                StoreRetries.lasting(Duration.ofHours(1), log),
                Optional.empty(),
                Clock.systemUTC(),
                log);
    }

    @Test
    void stopsForAPodThatTookItsPlaceAndLeavesTheRunToIt() throws Exception {
        submit("first", dataset, null, recipe(LONG, 0.02));

        ExitCode code = whileTraining(
                "first",
                () -> runs.claim("first", launch().as(2, RunAttempt.UNCOUNTED, "the node of pod job-a is away")));

        assertThat(code).isEqualTo(ExitCode.FAILURE);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("stopped: another worker has the run");
        assertThat(runs.end("first")).isEmpty();
        assertThat(snapshots("first").steps()).isEmpty();
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void endsAtOnceWhereItIsStoppedBeforeItTrains() {
        submit("first", dataset, null, recipe(LONG, 0.02));
        boolean worthWaiting = worker.stop();

        ExitCode code = work("first");

        assertThat(worthWaiting).isFalse();
        assertThat(code).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(runs.end("first")).isEmpty();
    }

    @Test
    void endsNoRunThatAnotherPodMayFinish() {
        submit("first", dataset, null, recipe(1, 0.02));

        ExitCode code = conclusion(launch()).of(new WorkerOutcome.Failed("out of memory", ExitCode.FAILURE));

        assertThat(code).isEqualTo(ExitCode.FAILURE);
        assertThat(runs.end("first")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ExitCode.class,
            names = {"BAD_INPUT", "FUTILE"})
    void endsARunThatWouldFailAgain(ExitCode futile) {
        submit("first", dataset, null, recipe(1, 0.02));

        ExitCode code = conclusion(launch()).of(new WorkerOutcome.Failed("no luck", futile));

        assertThat(code).isEqualTo(futile);
        assertThat(end("first").outcome()).isEqualTo(RunEnd.Outcome.FAILED);
    }

    @Test
    void endsEveryFailedRunOfAMachineWhereNobodyElseWould() {
        submit("first", dataset, null, recipe(1, 0.02));

        conclusion(SampleRuns.launch("here", 1)).of(new WorkerOutcome.Failed("out of memory", ExitCode.FAILURE));

        assertThat(end("first").message()).isEqualTo("out of memory");
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "CANCELLED"})
    void saysThatAnotherTryIsOfNoUseForARunThatHasEnded(RunEnd.Outcome outcome) {
        submit("first", dataset, null, recipe(1, 0.02));
        runs.end("first", new RunEnd(outcome, "so it is", null, SampleRuns.NOW));

        assertThat(work("first")).isEqualTo(ExitCode.FUTILE);
        assertThat(runs.launch("first")).isEmpty();
    }

    @Test
    void waitsForAStoreThatIsAway() {
        submit("first", dataset, null, recipe(1, 0.02));
        store.fail(2);

        assertThat(worker.work(WorkerRequest.stored("first"))).isEqualTo(ExitCode.OK);
    }
}
