package io.resforge.cli.common;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The names that a mistyped one is likely to stand for. */
final class NearestNames {

    private NearestNames() {}

    /** At most two options or commands of this command, nearest first. */
    static List<String> to(String word, CommandLine command) {
        Stream<String> names = word.startsWith("-")
                ? command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                : command.getSubcommands().keySet().stream();
        int tolerance = (word.replace("-", "").length() + 2) / 3;
        return names.filter(name -> LevenshteinDistance.getDefaultInstance().apply(word, name) <= tolerance
                        || (word.length() > 3 && name.startsWith(word)))
                .sorted(Comparator.comparingInt(
                        name -> LevenshteinDistance.getDefaultInstance().apply(word, name)))
                .limit(2)
                .toList();
    }
}
