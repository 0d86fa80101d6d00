package io.resforge.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.resforge.cli.run.RunSubmission;
import io.resforge.cli.sweep.MemberRunner.MemberRuns;
import io.resforge.cli.sweep.MemberRunner.SweepEntry;
import io.resforge.cli.sweep.MemberRunner.SweepProgress;
import io.resforge.cli.sweep.SweepCommand.SweepInterrupt;
import io.resforge.client.ResForgeClient;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Screen;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweepInterruptTest {

    private final FakeTrainer trainer = new FakeTrainer();
    private final FakeServer server = FakeServer.of(trainer);
    private final ResForgeClient client =
            ResForgeClient.builder().trainer(server.address()).build();
    private final Screen screen = Screen.piped();
    private final List<Member> members = TestSweeps.rates();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private List<SweepEntry> twoUnderWay() {
        return List.of(
                SweepEntry.waiting(members.get(0)).with(TestSweeps.succeeded(run("a"))),
                SweepEntry.waiting(members.get(1)).with(run("b")),
                SweepEntry.waiting(members.get(2)).with(run("c")),
                SweepEntry.waiting(members.get(3)));
    }

    private Run run(String id) {
        Run run = TestSweeps.training(1, 0.3).toBuilder().setRunId(id).build();
        trainer.with(run);
        return run;
    }

    private void leave(boolean serviceEnds, List<SweepEntry> entries) {
        new SweepInterrupt(client.runs(), serviceEnds, screen.terminal()).leave(List.of(), entries);
    }

    @Test
    void letsTheRunsOfAServiceThatStaysGoOn() {
        leave(false, twoUnderWay());
        assertThat(screen.out()).isEqualTo("\n2 runs go on; the same command goes on from here\n");
        assertThat(trainer.cancel.asked()).isEmpty();
    }

    @Test
    void cancelsThemWhereTheServiceEndsToo() {
        leave(true, twoUnderWay());
        assertThat(screen.out()).isEqualTo("\nCancelling 2 runs ...; the same command goes on with what is missing\n");
        assertThat(trainer.cancel.asked())
                .extracting(CancelRunRequest::getRunId)
                .containsExactly("b", "c");
    }

    @Test
    void cancelsTheOthersWhenOneCannotBe() {
        trainer.cancel.failing(
                1, Status.FAILED_PRECONDITION.withDescription("it has ended").asRuntimeException());
        leave(true, twoUnderWay());
        assertThat(trainer.cancel.asked()).hasSize(2);
        assertThat(screen.err()).isEqualTo("run b was not cancelled: it has ended\n");
    }

    @Test
    void cancelsARunWhoseSubmissionIsNotAnsweredYet() {
        RunSubmission submission = new RunSubmission(client.runs(), RunSpec.getDefaultInstance(), "d");
        submission.submit();

        new SweepInterrupt(client.runs(), true, screen.terminal()).leave(List.of(submission), List.of());

        assertThat(trainer.cancel.asked())
                .extracting(CancelRunRequest::getRunId)
                .containsExactly("d");
    }

    @Test
    void countsASingleRunAsOne() {
        leave(false, twoUnderWay().subList(0, 2));
        assertThat(screen.out()).isEqualTo("\n1 run goes on; the same command goes on from here\n");
    }

    @Test
    void beginsNoMemberAfterwards() throws InterruptedException {
        // Given
        MemberRuns attempts = new MemberRuns(client.runs(), new RunNames("rates", "rates", "/data"), false);
        MemberRunner training =
                new MemberRunner(client.runs(), members, member -> RunSpec.getDefaultInstance(), attempts);
        SweepProgress board = new SweepProgress(members, entries -> {});
        // When
        trainer.ending(run -> {
            training.beginNoMore();
            return TestSweeps.succeeded(run);
        });
        training.train(1, board);
        // Then
        assertThat(trainer.submit.asked()).hasSize(1);
        assertThat(board.entries()).filteredOn(SweepEntry::isOver).hasSize(1);
    }
}
