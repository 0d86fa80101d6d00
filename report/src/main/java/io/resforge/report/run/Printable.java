package io.resforge.report.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Text that any document can hold. Names come from folders, manifests and foreign files; XML 1.0 has no way to write
 * control characters, lone surrogates or the two non-characters U+FFFE and U+FFFF, so these become U+FFFD.
 */
final class Printable {

    private static final int REPLACEMENT = 0xFFFD;

    private Printable() {}

    /** One line of text. */
    static String line(String text) {
        return clean(text.replaceAll("\\R", " ").replace('\t', ' '));
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
