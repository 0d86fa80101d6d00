package io.resforge.trainer.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.Samples;
import io.resforge.trainer.worker.order.RunHasEnded;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodAssignmentTest {

    private static final RunSpec MINE = Samples.spec("mine", 0);

    @TempDir
    Path folder;

    private Runs runs;

    @BeforeEach
    void openStore() {
        runs = new Runs(new FlakyStore(ObjectStore.openOrCreate(folder.toString())));
        runs.submit(MINE);
    }

    private Assigned take(String pod, String uid) {
        return new PodAssignment(runs, new Place.InPod(pod, Optional.of(uid)), ProcessHandle.current(), Samples.CLOCK)
                .take(MINE);
    }

    @Test
    void claimsARunThatNobodyWorksOn() {
        Assigned assigned = take("job-a", "1");

        assertThat(runs.launch("mine")).contains(assigned.launch());
        assertThat(assigned.launch().launcher()).isEqualTo("kubernetes");
        assertThat(assigned.launch().host()).isEqualTo("job-a");
        assertThat(assigned.launch().podUid()).isEqualTo("1");
        assertThat(assigned.isRepeatedByCluster()).isTrue();
        assertThat(assigned.launch().words()).isEqualTo("attempt 1");
    }

    @Test
    void takesThePlaceOfAnEarlierPodWhichSeesThat() {
        Launch earlier = take("job-a", "1").launch();

        Launch later = take("job-b", "2").launch();

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
        Launch before = take("job-a", "1").launch();
        runs.launched("mine", before.withProcess(before.pid(), Samples.NOW));

        Launch again = take("job-a", "1").launch();

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.after()).isEqualTo("the container of pod job-a was started again");
    }

    @Test
    void knowsItsOwnClaimAgainWhoseAnswerWasLost() {
        Launch claimed = take("job-a", "1").launch();

        assertThat(take("job-a", "1").launch()).isEqualTo(claimed);
    }

    @Test
    void takesOverFromAProcess() {
        runs.claim("mine", Samples.launch("laptop", 4711));

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
        runs.end("mine", Samples.failed("no luck"));

        assertThatExceptionOfType(RunHasEnded.class)
                .isThrownBy(() -> take("job-a", "1"))
                .withMessage("run 'mine' has failed before: no luck");
        assertThat(runs.launch("mine")).isEmpty();
    }
}
