package io.resforge.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Home;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.demo.DemoCommand.DemoClosing;
import io.resforge.cli.terminal.Terminal;
import io.resforge.testing.Screen;
import io.resforge.testing.Shell;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {

    private static final DemoResult GOOD = new DemoResult(68.04, 0.45678, 321, 0, List.of("1", "2"));
    private static final DemoResult BAD = new DemoResult(68.04, 0.45678, 321, 4, List.of("1", "2"));

    private final Screen screen = Screen.piped();
    private final Home home;

    DemoCommandTest(@TempDir Path home) {
        this.home = new Home(home);
    }

    private int conclude(DemoResult result, boolean json) {
        DemoCommand command = new DemoCommand();
        command.use(new CommandContext(screen.terminal(), home, home.path(), ZoneOffset.UTC));
        CommandLine line = new CommandLine(command);
        line.parseArgs(json ? new String[] {"--exit", "--json"} : new String[] {"--exit"});
        JsonOption option =
                (JsonOption) line.getCommandSpec().mixins().get("json").userObject();
        Terminal narration = option.narration(screen.terminal());
        return command.conclude(result, new DemoClosing(new Narrator(narration), home, "ship.png"), List.of());
    }

    @Test
    void printsItsResultAsTheLastLineOfBothStreams() {
        assertThat(conclude(GOOD, true)).isZero();
        assertThat(screen.lines()).last().isEqualTo(GOOD.json());
        assertThat(screen.out()).isEqualTo(GOOD.json() + "\n");
        assertThat(screen.err()).contains("Done", "Everything is in " + home.path());
    }

    @Test
    void printsNoJsonUnlessAsked() {
        assertThat(conclude(GOOD, false)).isZero();
        assertThat(screen.out()).contains("Done").doesNotContain("{");
    }

    @Test
    void failsIfACallFailed() {
        assertThatThrownBy(() -> conclude(BAD, true))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("the demo did not go as it should: 4 of 321 calls failed, held-out accuracy 45.7%");
        assertThat(screen.out()).isEqualTo(BAD.json() + "\n");
    }

    @Test
    void writesItsResultAsOneLineOfJson() {
        assertThat(GOOD.json())
                .isEqualTo(
                        "{\"seconds\":68.0,\"held_out_accuracy\":0.4568,\"calls\":321,\"failed\":0,\"versions\":[\"1\",\"2\"]}");
    }

    @Test
    void isGoodOnlyIfCallsWereMadeNoneFailedAndTheNetworkLearnt() {
        assertThat(GOOD.isGood()).isTrue();
        assertThat(BAD.isGood()).isFalse();
        assertThat(new DemoResult(1, 0.29, 10, 0, List.of()).isGood()).isFalse();
        assertThat(new DemoResult(1, 0.9, 0, 0, List.of()).isGood()).isFalse();
        assertThat(new DemoResult(1, Double.NaN, 10, 0, List.of()).isGood()).isFalse();
    }

    @Test
    void saysThatTheSampleIsMissingOutsideOfACheckout() {
        Shell shell = new Shell(home.path());
        assertThat(shell.run("demo", "--exit")).isEqualTo(1);
        assertThat(shell.err())
                .startsWith("error: the sample is not there: ")
                .contains("it comes with a checkout, and elsewhere --data names a data set");
    }

    @Test
    void refusesADataSetThatIsNotThere() {
        Shell shell = new Shell(home.path());
        Path none = home.path().resolve("none");
        assertThat(shell.run("demo", "--data", none.toString())).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("error: there is no folder " + none + "\n");
    }

    @Test
    void refusesADataSetWithoutImages(@TempDir Path empty) {
        Shell shell = new Shell(home.path());
        assertThat(shell.run("demo", "--data", empty.toString())).isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("error: there is no data set in " + empty
                        + "; it needs CIFAR-10's binary files, or train/<class> and test/<class> with images\n");
    }
}
