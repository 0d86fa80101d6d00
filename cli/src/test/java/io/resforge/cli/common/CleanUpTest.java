package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanUpTest {

    private final List<String> done = new ArrayList<>();
    private final CleanUp end = new CleanUp();

    @Test
    void undoesTheLastThingFirst() {
        end.add(() -> done.add("first"));
        end.add(() -> done.add("second"));
        end.close();
        assertThat(done).containsExactly("second", "first");
    }

    @Test
    void doesNothingTwice() {
        end.add(() -> done.add("once"));
        end.close();
        end.close();
        assertThat(done).containsExactly("once");
    }

    @Test
    void goesOnWhenAStepFailsAndTellsTheFirstFailure() {
        end.add(() -> done.add("still done"));
        end.add(() -> {
            throw new IOException("second");
        });
        end.add(() -> {
            throw new IllegalStateException("first");
        });
        assertThatThrownBy(end::close).isInstanceOf(IllegalStateException.class).hasMessage("first");
        assertThat(done).containsExactly("still done");
    }

    @Test
    void tellsWhatCouldNotBeCleanedUp() {
        end.add(() -> {
            throw new IOException("the disk is gone");
        });
        assertThatThrownBy(end::close)
                .isInstanceOf(CommandFailed.class)
                .hasMessage("cannot clean up: the disk is gone");
    }

    @Test
    void doesWhatIsForCtrlCOnlyAfterCtrlC() {
        end.onInterrupt(() -> done.add("only after Ctrl-C"));
        end.close();
        assertThat(done).isEmpty();
        CleanUp interrupted = new CleanUp();
        interrupted.onInterrupt(() -> done.add("after Ctrl-C"));
        interrupted.interrupt();
        assertThat(done).containsExactly("after Ctrl-C");
    }

    @Test
    void takesNoNoticeOfWhatFailsBecauseOfCtrlC() throws Exception {
        int exit = end.run(() -> {
            end.interrupt();
            throw new IOException("the server is gone");
        });
        assertThat(exit).isEqualTo(130);
    }

    @Test
    void passesOnWhatFailsOtherwise() {
        assertThatThrownBy(() -> end.run(() -> {
                    throw new IOException("the server is gone");
                }))
                .hasMessage("the server is gone");
        end.close();
    }
}
