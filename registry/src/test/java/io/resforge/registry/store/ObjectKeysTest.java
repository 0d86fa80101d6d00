package io.resforge.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.value.ObjectNames;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the documentation says of keys and names, as patterns, against texts at random. */
class ObjectKeysTest {

    private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}";
    private static final Pattern KEY = Pattern.compile(NAME + "(/" + NAME + ")*");
    private static final Pattern PREFIX = Pattern.compile("(" + NAME + "/)*(" + NAME + ")?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
    private static final List<String> PARTS =
            List.of("a", "z", "A", "Z", "0", "9", "_", "-", ".", "/", "é", "١", "\n", "@", "[", "`", "{", ":");

    static final List<String> LONG = List.of(
            "a".repeat(128),
            "a".repeat(129),
            "a/" + "b".repeat(128),
            "a/" + "b".repeat(129) + "/c",
            "a".repeat(127) + "/" + "b".repeat(128) + "/" + "c".repeat(128) + "/" + "d".repeat(126),
            "a".repeat(127) + "/" + "b".repeat(128) + "/" + "c".repeat(128) + "/" + "d".repeat(127),
            "a".repeat(63),
            "a".repeat(64),
            "a".repeat(62) + "-",
            "1".repeat(18),
            "1".repeat(19));

    static Stream<String> texts() {
        Random random = new Random(7);
        return IntStream.range(0, 20)
                .mapToObj(round -> IntStream.range(0, 500)
                        .mapToObj(number -> PARTS.subList(0, round < 10 ? PARTS.size() : 10)
                                .get(random.nextInt(round < 10 ? PARTS.size() : 10))
                                .repeat(1 + random.nextInt(2)))
                        .collect(Collectors.joining()))
                .flatMap(text -> IntStream.range(0, 200).mapToObj(begin -> text.substring(begin, begin + begin % 9)));
    }

    private static void isJudgedAsDocumented(String text) {
        assertThat(ObjectKeys.isKey(text))
                .as(text)
                .isEqualTo(text.length() <= 512 && KEY.matcher(text).matches());
        assertThat(ObjectNames.isLabel(text))
                .as(text)
                .isEqualTo(LABEL.matcher(text).matches());
        assertThat(ObjectNames.isVersion(text))
                .as(text)
                .isEqualTo(VERSION.matcher(text).matches());
        if (text.length() <= 512 && PREFIX.matcher(text).matches()) {
            assertThat(ObjectKeys.requirePrefix(text)).isEqualTo(text);
        } else {
            assertThatThrownBy(() -> ObjectKeys.requirePrefix(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void areJudgedAsDocumented() {
        assertThat(texts().filter(ObjectKeys::isKey).distinct()).hasSizeGreaterThan(100);
        texts().distinct().forEach(ObjectKeysTest::isJudgedAsDocumented);
    }

    @ParameterizedTest
    @FieldSource("LONG")
    void haveTheLengthThatIsDocumented(String text) {
        isJudgedAsDocumented(text);
    }
}
