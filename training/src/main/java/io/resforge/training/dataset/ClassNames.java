package io.resforge.training.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A file of class names, one a line, in the order of their labels; empty lines do not count.
 *
 * @param names at least two, distinct
 */
record ClassNames(Path file, List<String> names) {

    ClassNames {
        names = List.copyOf(names);
        if (names.size() < 2 || new HashSet<>(names).size() < names.size()) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT,
                    "%s must name at least 2 classes, none of them twice, and names %d: %s",
                    file,
                    names.size(),
                    names));
        }
    }

    /** @throws InvalidDataset if it cannot be read, names a class twice or fewer than two */
    static ClassNames read(Path file) {
        try {
            return new ClassNames(
                    file,
                    Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        } catch (IOException e) {
            throw new InvalidDataset(String.format(Locale.ROOT, "cannot read %s: %s", file, e), e);
        }
    }

    int count() {
        return names.size();
    }

    /** @throws InvalidDataset if the last classes have no image: then the names are hardly those of the labels */
    void requireAllIn(LabelledImages training) {
        int highest = IntStream.of(training.labels()).max().orElse(-1);
        if (highest < count() - 1) {
            throw new InvalidDataset(String.format(
                    Locale.ROOT,
                    "%s names %d classes, but the highest label of the training images is %d; it must name %d",
                    file,
                    count(),
                    highest,
                    highest + 1));
        }
    }
}
