package io.resforge.cli.common;

import io.resforge.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Asks before something is destroyed. */
public final class ConsentOption {

    private static final int LONGEST_ANSWER = 20;

    @Option(names = "--yes", description = "Do it without asking.")
    private boolean yes;

    /**
     * Asks a person at a terminal, and takes nothing but "y" or "yes" for it; elsewhere it takes {@code --yes}.
     *
     * @param question such as {@code Delete run a}
     * @throws CommandFailed if that was not agreed to; as bad usage where there is no terminal to ask at
     */
    public void require(Terminal terminal, String question) {
        if (yes) {
            return;
        }
        if (!terminal.live()) {
            throw CommandFailed.badUsage(question + "? There is no terminal to ask at; --yes says that it is meant");
        }
        terminal.out().print(terminal.styled(question + "? [y/N] "));
        terminal.out().flush();
        String answer = line().strip().toLowerCase(Locale.ROOT);
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw CommandFailed.because("nothing was done");
        }
    }

    private static String line() {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
                if (line.length() < LONGEST_ANSWER) {
                    line.append(new String(new byte[] {(byte) next}, Charset.defaultCharset()));
                }
            }
            return line.toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
