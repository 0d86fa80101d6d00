package io.resforge.report.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The rules that several records share; a broken one is an {@link IllegalArgumentException}. */
final class Require {

    private Require() {}

    static void atLeast(String name, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) { // also rejects NaN
            throw new IllegalArgumentException(name + " must be a finite number of at least 0, was " + value);
        }
    }

    static void notNegative(String name, Double value) {
        if (value != null) {
            notNegative(name, value.doubleValue());
        }
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) { // also rejects NaN
            throw new IllegalArgumentException(name + " must be within [0, 1], was " + value);
        }
    }

    static void share(String name, Double value) {
        if (value != null) {
            share(name, value.doubleValue());
        }
    }

    static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
    }

    /**
     * Text that any document can hold. Names come from folders, manifests and foreign files; XML 1.0 has no way to write
     * control characters, lone surrogates or the two non-characters U+FFFE and U+FFFF, so these become U+FFFD.
     */
    static final class Printable {

        private static final int REPLACEMENT = 0xFFFD;

        private Printable() {}

        /** One line of text that must be there. */
        static String required(String name, String text) {
            notBlank(name, text == null ? "" : text);
            return line(text);
        }

        /** One line of text; null for null. */
        static String line(String text) {
            return text == null ? null : clean(text.replaceAll("\\R", " ").replace('\t', ' '));
        }

        /** A map in the same order, its keys and values single lines. */
        static SequencedMap<String, String> lines(Map<String, String> map) {
            SequencedMap<String, String> lines = new LinkedHashMap<>();
            map.forEach((key, value) -> lines.put(line(key), line(value)));
            return Collections.unmodifiableSequencedMap(lines);
        }

        private static String clean(String text) {
            return text.codePoints()
                    .map(point -> holds(point) ? point : REPLACEMENT)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }

        private static boolean holds(int point) {
            return point >= 0x20
                    && !(point >= 0x7F && point <= 0x9F)
                    && !(point >= 0xD800 && point <= 0xDFFF)
                    && point != 0xFFFE
                    && point != 0xFFFF;
        }
    }
}
