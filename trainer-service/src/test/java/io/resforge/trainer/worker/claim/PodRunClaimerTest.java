package io.resforge.trainer.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.claim.RunClaimer.PodRunClaimer;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.request.RunRegistration.RunHasEnded;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodRunClaimerTest {

    private static final RunSpec MINE = SampleRuns.spec("mine", 0);

    @TempDir
    Path folder;

    private RunStore runs;

    @BeforeEach
    void openStore() {
        runs = new RunStore(new FlakyStore(ObjectStore.openOrCreate(folder.toString())));
        runs.submit(MINE);
    }

    private ClaimedRun take(String pod, String uid) {
        return new PodRunClaimer(
                        runs, new WorkerHost.InPod(pod, Optional.of(uid)), ProcessHandle.current(), SampleRuns.CLOCK)
                .take(MINE);
    }

    @Test
    void claimsARunThatNobodyWorksOn() {
        ClaimedRun assigned = take("job-a", "1");

        assertThat(runs.launch("mine")).contains(assigned.launch());
        assertThat(assigned.launch().launcher()).isEqualTo("kubernetes");
        assertThat(assigned.launch().host()).isEqualTo("job-a");
        assertThat(assigned.launch().podUid()).isEqualTo("1");
        assertThat(assigned.isRepeatedByCluster()).isTrue();
        assertThat(assigned.launch().words()).isEqualTo("attempt 1");
    }

    @Test
    void takesThePlaceOfAnEarlierPodWhichSeesThat() {
        RunAttempt earlier = take("job-a", "1").launch();

        RunAttempt later = take("job-b", "2").launch();

        assertThat(later.attempt()).isEqualTo(2);
        assertThat(later.after()).isEqualTo("pod job-a did not end the run");
        assertThat(runs.isFollowed("mine", earlier)).isTrue();
        assertThat(runs.isFollowed("mine", later)).isFalse();
    }

    @Test
    void takesThePlaceOfAnotherPodOfTheSameName() {
        take("job-0", "1");

        assertThat(take("job-0", "2").launch().attempt()).isEqualTo(2);
    }

    @Test
    void countsARestartOfItsContainerAsAnAttempt() {
        RunAttempt before = take("job-a", "1").launch();
        runs.launched("mine", before.withProcess(before.pid(), SampleRuns.NOW));

        RunAttempt again = take("job-a", "1").launch();

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.after()).isEqualTo("the container of pod job-a was started again");
    }

    @Test
    void knowsItsOwnClaimAgainWhoseAnswerWasLost() {
        RunAttempt claimed = take("job-a", "1").launch();

        assertThat(take("job-a", "1").launch()).isEqualTo(claimed);
    }

    @Test
    void takesOverFromAProcess() {
        runs.claim("mine", SampleRuns.launch("laptop", 4711));

        assertThat(take("job-a", "1").launch().after()).isEqualTo("process 4711 on laptop did not end the run");
    }

    @Test
    void isNotBoundByTheNumberOfAttempts() {
        for (int pod = 1; pod <= 9; pod++) {
            take("job-" + pod, "" + pod);
        }

        assertThat(runs.launch("mine")).hasValueSatisfying(launch -> {
            assertThat(launch.attempt()).isEqualTo(9);
            assertThat(launch.mayBeFollowed()).isTrue();
        });
    }

    @Test
    void leavesARunAloneThatHasEnded() {
        runs.end("mine", SampleRuns.failed("no luck"));

        assertThatExceptionOfType(RunHasEnded.class)
                .isThrownBy(() -> take("job-a", "1"))
                .withMessage("run 'mine' has failed before: no luck");
        assertThat(runs.launch("mine")).isEmpty();
    }
}
