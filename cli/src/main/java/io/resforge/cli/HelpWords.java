package io.resforge.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Help.IParameterRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help that is wrapped between words only. Picocli breaks lines at marks within words as well, such as in {@code store:NAME} and
 * {@code grpcs://HOST:PORT}: while it lays out the help, letters that no help has stand for those marks.
 */
final class HelpWords extends Help {

    private static final String MARKS = ":/,|=-.;";

    /** Letters of Lisu. */
    private static final char FIRST = '\uA4D0';

    /** Words in which picocli fills something in or styles something. */
    private static final Pattern FILLED = Pattern.compile(".*(\\$\\{|%|@\\||\\|@).*");

    HelpWords(CommandSpec command, ColorScheme colors) {
        super(command, colors);
    }

    /** Prepares what a command says of itself. */
    static void hold(UsageMessageSpec usage) {
        usage.description(held(usage.description())).footer(held(usage.footer()));
    }

    /** Prints help, with its marks as they were. */
    static PrintWriter writer(PrintStream out) {
        return new PrintWriter(out, true) {
            @Override
            public void write(String text, int offset, int length) {
                String released = released(text.substring(offset, offset + length));
                super.write(released, 0, released.length());
            }

            @Override
            public void write(char[] text, int offset, int length) {
                write(new String(text, offset, length), 0, length);
            }
        };
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer usual = super.createDefaultOptionRenderer();
        return (option, label, colors) -> usual.render(
                OptionSpec.builder(option)
                        .description(filled(option.description()))
                        .build(),
                label,
                colors);
    }

    @Override
    public IParameterRenderer createDefaultParameterRenderer() {
        IParameterRenderer usual = super.createDefaultParameterRenderer();
        return (parameter, label, colors) -> usual.render(
                PositionalParamSpec.builder(parameter)
                        .description(filled(parameter.description()))
                        .build(),
                label,
                colors);
    }

    /** Of what picocli has filled in once already, and will again. */
    private static String[] filled(String... lines) {
        return Stream.of(held(lines)).map(line -> line.replace("%", "%%")).toArray(String[]::new);
    }

    private static String[] held(String... lines) {
        return Stream.of(lines)
                .map(line -> Stream.of(line.split("(?<= )|(?= )"))
                        .map(HelpWords::heldWord)
                        .collect(Collectors.joining()))
                .toArray(String[]::new);
    }

    private static String heldWord(String word) {
        if (FILLED.matcher(word).matches()) {
            return word;
        }
        StringBuilder held = new StringBuilder(word);
        for (int at = 0; at < word.length() - 1; at++) {
            int mark = MARKS.indexOf(word.charAt(at));
            if (mark >= 0) {
                held.setCharAt(at, (char) (FIRST + mark));
            }
        }
        return held.toString();
    }

    private static String released(String text) {
        StringBuilder released = new StringBuilder(text);
        for (int at = 0; at < text.length(); at++) {
            int mark = text.charAt(at) - FIRST;
            if (mark >= 0 && mark < MARKS.length()) {
                released.setCharAt(at, MARKS.charAt(mark));
            }
        }
        return released.toString();
    }
}
