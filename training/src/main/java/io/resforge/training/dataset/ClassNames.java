package io.resforge.training.dataset;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A file of class names, one a line, in the order of their labels; empty lines do not count. */
record ClassNames(Path file, List<String> names) {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** What Java reads for bytes that are no text. */
    private static final int UNREADABLE = 0xFFFD;

    private static final long MOST_BYTES = 1 << 20;

    ClassNames {
        names = List.copyOf(names);
        if (names.size() < 2 || new HashSet<>(names).size() < names.size()) {
            throw InvalidDataset.of(
                    "%s must name at least 2 classes, none of them twice, and names %d: %s", file, names.size(), names);
        }
        names = checked(file.toString(), names);
    }

    /** @throws InvalidDataset if it cannot be read, names a class twice or fewer than two */
    static ClassNames read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw InvalidDataset.of("%s has %d bytes; allowed are at most %d", file, Files.size(file), MOST_BYTES);
            }
            String text = Files.readString(file);
            return new ClassNames(
                    file,
                    (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        } catch (CharacterCodingException e) {
            throw InvalidDataset.because(e, "%s must be text in UTF-8, and is not", file);
        } catch (IOException e) {
            throw InvalidDataset.because(e, "cannot read %s: %s", file, e);
        }
    }

    /**
     * Class names in Unicode's composed form (NFC), in which they are compared and kept.
     *
     * @throws InvalidDataset if a name holds what cannot be part of one, or two look alike
     */
    static List<String> checked(String where, List<String> names) {
        List<String> composed =
                names.stream().map(name -> composed(where, name)).toList();
        Map<String, String> seen = new HashMap<>();
        for (String name : composed) {
            String other = seen.put(looks(name), name);
            if (other != null) {
                throw InvalidDataset.of(
                        other.equals(name)
                                ? "%s names the class '%s' twice, if only in two ways to write it in Unicode: %4$s"
                                : "%s has the classes '%s' and '%s', which look alike; rename one of them",
                        where,
                        other,
                        name,
                        names);
            }
        }
        return composed;
    }

    private static String composed(String where, String name) {
        name.codePoints().filter(ClassNames::isRefused).findFirst().ifPresent(point -> {
            throw InvalidDataset.of(
                    point == UNREADABLE
                            ? "%s has a class whose name is not text in UTF-8, or cannot be read in this locale: '%s'; rename it, or set LC_ALL=C.UTF-8"
                            : "%s has the class '%s', in whose name U+%04X cannot be; rename it",
                    where,
                    name,
                    point);
        });
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static boolean isRefused(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> point == UNREADABLE;
        };
    }

    /** What is seen of a name: blanks at its ends are not, nor is which kind of blank one is, nor what has no shape of its own. */
    private static String looks(String name) {
        StringBuilder seen = new StringBuilder();
        name.codePoints()
                .filter(point -> Character.getType(point) != Character.FORMAT)
                .map(point -> Character.isSpaceChar(point) ? ' ' : point)
                .forEach(seen::appendCodePoint);
        return Normalizer.normalize(seen, Normalizer.Form.NFC).strip();
    }

    int count() {
        return names.size();
    }

    /** @throws InvalidDataset if the last classes have no image: then the names are hardly those of the labels */
    void requireAllIn(LabelledImages training) {
        int highest = IntStream.of(training.labels()).max().orElse(-1);
        if (highest < count() - 1) {
            throw InvalidDataset.of(
                    "%s names %d classes, but the highest label of the training images is %d; it must name %d",
                    file, count(), highest, highest + 1);
        }
    }
}
