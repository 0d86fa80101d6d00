package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.Home;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandsTest {

    private final FakeTrainer trainer = new FakeTrainer();
    private final FakeServer server = FakeServer.of(trainer);
    private final Path home;
    private final Shell shell;

    RunCommandsTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(Shell where, String... words) {
        List<String> all = new ArrayList<>(List.of("runs"));
        all.addAll(List.of(words));
        all.addAll(List.of("--server", server.address()));
        return where.run(all.toArray(String[]::new));
    }

    @Test
    void listsRunsAsATable() {
        trainer.with(Samples.succeeded());
        assertThat(run(shell, "list")).isZero();
        assertThat(shell.out()).isEqualTo("""
                        RUN                       STATE      MODEL    ARCHITECTURE  EPOCHS  HELD-OUT  VERSION  SUBMITTED
                        run-20260131-142501-k3f9  succeeded  cifar10  resnet20-v1        3     63.0%        4  2026-01-31 14:25
                        """);
    }

    @Test
    void fitsItsTableToATerminal() {
        trainer.with(Samples.succeeded());
        Screen screen = Screen.live(80);
        run(new Shell(home, screen), "list");
        assertThat(Screen.plain(screen.out()).lines())
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.contains("SUBMITTED 2026-01-31 14:25"));
    }

    @Test
    void saysHowFarARunIsThatTrains() {
        trainer.with(Samples.training(2));
        assertThat(run(shell, "list")).isZero();
        assertThat(shell.out()).containsPattern("running +cifar10 +resnet20-v1 +2/3 ");
    }

    @Test
    void aListThatIsWatchedIsNoDocument() {
        assertThat(run(shell, "list", "--watch", "--json")).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: --json is one document, so --watch cannot go with it");
    }

    @Test
    void tellsAWatchedListAsALineForEachChangeOfAState() {
        Screen screen = Screen.piped();
        RunsWatch watch = new RunsWatch(
                new CommandContext(screen.terminal(), new Home(home), home, ZoneOffset.UTC),
                List::of,
                (view, runs) -> null);
        watch.tellChanges(List.of(Samples.training(1)));
        watch.tellChanges(List.of(Samples.training(2)));
        watch.tellChanges(List.of(Samples.succeeded()));
        assertThat(screen.lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("  " + Samples.RUN + "  running  cifar10  epochs 1/3"),
                        line -> assertThat(line)
                                .endsWith("  " + Samples.RUN + "  succeeded  cifar10  epochs 3  held-out 63.0%"));
    }

    @Test
    void saysHowToGetARunIfThereIsNone() {
        assertThat(run(shell, "list")).isZero();
        assertThat(shell.out()).isEqualTo("No runs yet; 'resforge train' starts one.\n");
    }

    @Test
    void listsRunsAsJson() {
        trainer.with(Samples.succeeded());
        assertThat(run(shell, "list", "--json", "--limit", "1")).isZero();
        assertThat(shell.json().getAsJsonObject().getAsJsonArray("runs")).hasSize(1);
        assertThat(trainer.list.onlyAsked().getPageSize()).isEqualTo(1);
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void showsARun() {
        trainer.with(Samples.succeeded());
        assertThat(run(shell, "show", Samples.RUN)).isZero();
        assertThat(shell.out())
                .contains(Samples.RUN + "  succeeded")
                .contains("architecture  resnet20-v1")
                .contains("recipe        3 epochs, batches of 128, sgd, cosine, rate 0.1, pad_crop + flip, seed 1\n")
                .contains("epoch 2/3  loss 1.000  train  40.0%  held-out  42.0% ★  1,200 images/s")
                .contains("version 4 of cifar10: held-out 63.0%, test 61.0% (epoch 3)")
                .contains("63.0% is better than 60.0%")
                .doesNotContain("message", "started", "from version");
    }

    @Test
    void showsARunAsJson() {
        trainer.with(Samples.succeeded());
        assertThat(run(shell, "show", Samples.RUN, "--json")).isZero();
        assertThat(shell.json().getAsJsonObject().get("run_id").getAsString()).isEqualTo(Samples.RUN);
    }

    @Test
    void tellsOfARunThatIsNotThere() {
        assertThat(run(shell, "show", "none")).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEqualTo("error: there is no run none\n");
    }

    @Test
    void followsARunUntilItSucceeds() {
        trainer.telling(Samples.training(1), Samples.training(3), Samples.succeeded());
        assertThat(run(shell, "watch", Samples.RUN)).isZero();
        assertThat(shell.out().lines().map(String::strip))
                .hasSize(5)
                .startsWith("epoch 1/3  loss 2.000  train  20.0%  held-out  21.0% ★  1,200 images/s")
                .endsWith(
                        "✓ version 4 of cifar10: held-out 63.0%, test 61.0% (epoch 3)",
                        "It is the champion now: 63.0% is better than 60.0%");
    }

    @Test
    void followsARunAsJson() {
        trainer.telling(Samples.training(1), Samples.succeeded());
        assertThat(run(shell, "watch", Samples.RUN, "--json")).isZero();
        assertThat(shell.json().getAsJsonObject().get("state").getAsString()).isEqualTo("RUN_STATE_SUCCEEDED");
        assertThat(shell.err()).contains("epoch 1/3");
    }

    @Test
    void failsWithTheRunThatFails() {
        Run failed = Samples.run(RunState.RUN_STATE_FAILED).toBuilder()
                .setMessage("the loss is not a number")
                .build();
        trainer.telling(failed);
        assertThat(run(shell, "watch", Samples.RUN)).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: run " + Samples.RUN + " failed: the loss is not a number\n");
    }

    @Test
    void cancelsARun() {
        trainer.with(Samples.training(1));
        assertThat(run(shell, "cancel", Samples.RUN, "--reason", "wrong rate")).isZero();
        assertThat(shell.out()).isEqualTo(Samples.RUN + " cancelled\n");
        assertThat(trainer.cancel.onlyAsked().getReason()).isEqualTo("wrong rate");
    }

    @Test
    void cannotCancelWhatHasEnded() {
        trainer.cancel.failing(
                1, Status.FAILED_PRECONDITION.withDescription("it has ended").asRuntimeException());
        assertThat(run(shell, "cancel", Samples.RUN)).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: it has ended\n");
    }

    @Test
    void saysHowToStartTheServicesIfNothingAnswers() {
        server.close();
        assertThat(run(shell, "list")).isEqualTo(1);
        assertThat(shell.err())
                .isEqualTo("error: nothing answers at " + server.address()
                        + "; start the services with 'resforge up', or name them with --server\n");
    }

    @Test
    void showsAStackTraceOnlyIfAsked() {
        run(shell, "show", "none", "--verbose");
        assertThat(shell.err()).contains("error: there is no run none").contains("\tat io.resforge.");
    }
}
