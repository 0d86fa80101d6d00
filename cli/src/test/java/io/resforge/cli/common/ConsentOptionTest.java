package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.testing.Screen;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ConsentOptionTest {

    private final InputStream before = System.in;
    private final Screen person = Screen.live(80);

    @Command
    static final class Destroying {
        @Mixin
        ConsentOption consent;
    }

    private static ConsentOption consent(String... words) {
        Destroying command = new Destroying();
        new CommandLine(command).parseArgs(words);
        return command.consent;
    }

    @AfterEach
    void giveInputBack() {
        System.setIn(before);
    }

    private void answer(String line) {
        System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        consent().require(person.terminal(), "Delete run a");
    }

    @Test
    void asksAPerson() {
        answer("y\n");
        answer("YES\n");
        assertThat(person.out()).isEqualTo("Delete run a? [y/N] Delete run a? [y/N] ");
    }

    @Test
    void takesNothingElseForAYes() {
        for (String line : new String[] {"\n", "n\n", "", "yes please, all of them, now\n"}) {
            assertThatThrownBy(() -> answer(line))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessage("nothing was done");
        }
    }

    @Test
    void wantsTheOptionWhereThereIsNobodyToAsk() {
        assertThatThrownBy(() -> consent().require(Screen.piped().terminal(), "Delete run a"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("Delete run a? There is no terminal to ask at; --yes says that it is meant");
        consent("--yes").require(Screen.piped().terminal(), "Delete run a");
    }
}
