package io.resforge.cli.common;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The names that a mistyped one is likely to stand for. */
final class Nearest {

    private Nearest() {}

    /** At most two options or commands of this command, nearest first. */
    static List<String> to(String word, CommandLine command) {
        Stream<String> names = word.startsWith("-")
                ? command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                : command.getSubcommands().keySet().stream();
        int tolerance = (word.replace("-", "").length() + 2) / 3;
        return names.filter(name -> distance(word, name) <= tolerance || (word.length() > 3 && name.startsWith(word)))
                .sorted(Comparator.comparingInt(name -> distance(word, name)))
                .limit(2)
                .toList();
    }

    /** Levenshtein's distance: how many letters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
