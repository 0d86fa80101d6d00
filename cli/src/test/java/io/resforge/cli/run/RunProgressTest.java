package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Samples;
import io.resforge.testing.Screen;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProgressTest {

    private static List<String> frames(Screen screen) {
        return screen.frames().stream().filter(frame -> !frame.isEmpty()).toList();
    }

    @Test
    void movesABarOnATerminal() {
        Screen screen = Screen.live(120);
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(Samples.training(1));
        }
        assertThat(frames(screen))
                .containsExactly("  epoch 1/3 ━━━━━━━━━━━━──────────── "
                        + " 50%  loss 1.250  train  50.0%  1,234 images/s  whole run: 1:23 left");
        assertThat(screen.out()).endsWith("\r\u001B[J");
    }

    @Test
    void keepsALineForEachEpochThatIsFinished() {
        Screen screen = Screen.live(80);
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(Samples.training(1));
            progress.accept(Samples.training(2));
            progress.accept(Samples.training(2));
            progress.accept(Samples.succeeded());
        }
        assertThat(frames(screen))
                .filteredOn(frame -> frame.contains("held-out"))
                .hasSize(3);
    }

    @Test
    void showsPlainLinesWhereNobodyWatches() {
        Screen screen = Screen.ascii();
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(Samples.run(RunState.RUN_STATE_QUEUED));
            progress.accept(Samples.training(2));
            progress.accept(Samples.succeeded());
        }
        assertThat(screen.out()).isEqualTo("""
                          queued
                          epoch 1/3  loss 2.000  train  20.0%  held-out  21.0% *  1,200 images/s
                          epoch 2/3  loss 1.000  train  40.0%  held-out  42.0% *  1,200 images/s
                          epoch 3/3  loss 0.667  train  60.0%  held-out  63.0% *  1,200 images/s
                        """);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120})
    void staysWithinTheTerminal(int width) {
        Screen screen = Screen.live(width);
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(Samples.training(1));
        }
        assertThat(frames(screen)).hasSize(1).allMatch(frame -> frame.length() < width);
        assertThat(frames(screen).get(0)).startsWith("  epoch 1/3 ").contains("50%", "loss 1.250");
    }

    @Test
    void saysAtOnceAndOnceWhatARunSaysBesideItsProgress() {
        Screen screen = Screen.ascii();
        Run trouble = Samples.training(2).toBuilder()
                .setMessage("epoch 2 of 3; could not write in the store: No space left on device")
                .build();
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(Samples.training(2));
            progress.accept(trouble);
            progress.accept(trouble);
        }
        assertThat(screen.out()).containsOnlyOnce("  could not write in the store: No space left on device\n");
    }

    /** A worker whose store is full from its start reports no progress. */
    @Test
    void saysAtOnceAndOnceWhyARunThatStartsGoesNoFurther() {
        Screen screen = Screen.ascii();
        Run starting = Samples.run(RunState.RUN_STATE_STARTING).toBuilder()
                .setMessage("the worker loads its data")
                .build();
        Run trouble = starting.toBuilder()
                .setMessage("the worker loads its data; could not write in the store: Disk quota exceeded")
                .build();
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(starting);
            progress.accept(trouble);
            progress.accept(trouble);
        }
        assertThat(screen.out()).isEqualTo("""
                          starting: the worker loads its data
                          could not write in the store: Disk quota exceeded
                        """);
    }

    @Test
    void saysThatARunWaits() {
        Screen screen = Screen.live(80);
        try (RunProgress progress = new RunProgress(screen.terminal())) {
            progress.accept(Samples.run(RunState.RUN_STATE_QUEUED));
            progress.accept(Samples.run(RunState.RUN_STATE_STARTING));
        }
        assertThat(frames(screen)).hasSize(2).allMatch(frame -> frame.startsWith("  "));
    }
}
