package io.resforge.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that the pages of this repository tell. */
public final class DocumentedCommands {

    static final Path ROOT = Path.of(System.getProperty("resforge.root"));

    /** Such as a line of code, or a part of a sentence between back quotes. */
    private static final Pattern IN_LINE = Pattern.compile("`((?:\\./)?resforge [^`]+)`");

    private static final Pattern OWN_LINE = Pattern.compile("^(?: {4}|\\$ )?((?:\\./)?resforge .+)$");

    /** Where a line goes on to say what the command does. */
    private static final String REMARK = " {2,}\\S.*$| #.*$";

    /** What stands for a number. */
    private static final Pattern NUMBER = Pattern.compile("(?<==|\\s)N(?=\\s|$)");

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

    private DocumentedCommands() {}

    /**
     * A command.
     *
     * @param page that tells it
     * @param text as it is told
     */
    public record Documented(Path page, String text) {

        /** Its words after the program, as a shell takes them apart. */
        public List<String> words() {
            String plain = NUMBER.matcher(text.replaceAll("[…]|\\.\\.\\.$", "").replace("*", "x"))
                    .replaceAll("1");
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(plain);
            while (word.find()) {
                words.add(word.group().replaceAll("['\"]", ""));
            }
            return words.subList(1, words.size());
        }

        @Override
        public String toString() {
            return ROOT.relativize(page) + ": " + text;
        }
    }

    /** All of them, page by page. */
    public static List<Documented> all() {
        try (Stream<Path> files = Stream.concat(
                Files.list(ROOT),
                Stream.of("docs", "docker", "k8s", "recipes", "samples")
                        .map(ROOT::resolve)
                        .flatMap(DocumentedCommands::walk))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .flatMap(DocumentedCommands::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Documented> of(Path file) {
        try {
            return commands(Files.readString(file)).stream().map(text -> new Documented(file, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commands(String page) {
        List<String> commands = new ArrayList<>();
        boolean code = false;
        for (String line : page.replaceAll("\\\\\n\\s*", "").lines().toList()) {
            code = line.startsWith("```") != code;
            Matcher own = OWN_LINE.matcher(line);
            if ((code || line.startsWith("    ")) && own.matches()) {
                commands.add(own.group(1).replaceAll(REMARK, ""));
            }
        }
        Matcher inLine = IN_LINE.matcher(page);
        while (inLine.find()) {
            commands.add(inLine.group(1).replaceAll("\\s+", " "));
        }
        return commands;
    }
}
