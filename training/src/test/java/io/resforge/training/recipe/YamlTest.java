package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of("10", 10),
                Arguments.of("-3", -3),
                Arguments.of("0", 0),
                Arguments.of("0x10", 16),
                Arguments.of("0o10", 8),
                Arguments.of("4294967296", 4294967296L),
                Arguments.of("1e-3", 0.001),
                Arguments.of("1E3", 1000.0),
                Arguments.of(".5", 0.5),
                Arguments.of("5.", 5.0),
                Arguments.of("007.5", 7.5),
                Arguments.of("true", true),
                Arguments.of("FALSE", false),
                Arguments.of("~", null),
                Arguments.of("Null", null),
                Arguments.of("", null),
                Arguments.of("yes", "yes"),
                Arguments.of("No", "No"),
                Arguments.of("on", "on"),
                Arguments.of("0b1", "0b1"),
                Arguments.of("1_000", "1_000"),
                Arguments.of("1:30", "1:30"),
                Arguments.of("2026-11-29", "2026-11-29"),
                Arguments.of("'010'", "010"),
                Arguments.of("!!str 5", "5"));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void readsValuesByTheCoreSchemaOfYaml12(String text, Object value) {
        assertThat(Yaml.value(text)).isEqualTo(value);
        assertThat(Yaml.map("a sweep", "a:\n- " + text + "\n- x")).isEqualTo(Map.of("a", listOf(value, "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\\u", "\"\\uzzzz\"", "\"\\x\"", "\"\\U00110000\"", "\"\\UFFFFFFFF\"", "!<%> a", "\"\\ud800\""
            })
    void refusesOrReadsCharactersThatThereAreNot(String text) {
        try {
            Yaml.value(text);
        } catch (InvalidRecipe e) {
            assertThat(e).hasMessageStartingWith("not YAML");
        }
    }

    private static List<Object> listOf(Object first, Object second) {
        return Arrays.asList(first, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "-010", "+00", "089", "a: [1, 010]", "{a: 010}", "a:\n  - b: 010"})
    void refusesANumberThatSomeTakeForOctal(String text) {
        assertThatThrownBy(() -> Yaml.value(text))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessageContainingAll("line", "begins with a zero", "write");
        assertThatThrownBy(() -> RecipeReader.yaml("epochs: 5\nlr: 1e-3\nbatch_size: 010"))
                .hasMessage(
                        "not clear at line 3, column 13: 010 begins with a zero, which some readers take for an octal number;"
                                + " write 10, or '010' in quotes for a word");
        assertThatThrownBy(() -> new RecipeTree(Map.of()).set("epochs=010"))
                .hasMessageStartingWith("epochs is not clear at line 1, column 1: 010 begins with a zero");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'010'", "'0x10'", "'1e99999999'", "'NaN'", "'0b1'", "'١'", "yes", "0b1", "1_000", ".nan", ".inf"
            })
    void takesNoSuchTextForANumber(String text) {
        assertThatThrownBy(() -> RecipeReader.yaml("epochs: " + text))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessageStartingWith("epochs must be a whole number");
    }

    static Stream<Arguments> hostile() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            laughs.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(4) + "*a" + (i - 1) + "]\n");
        }
        String longWord = "a: &a " + "x".repeat(100_000) + "\nb: [" + "*a, ".repeat(1000) + "*a]";
        return Stream.of(
                Arguments.of(laughs.toString(), "at most 1048576 characters"),
                Arguments.of(longWord, "at most 1048576 characters"),
                Arguments.of("a: &a\n  b: *a", "nested at most 32 deep"),
                Arguments.of("&a [*a]", "nested at most 32 deep"),
                Arguments.of("[".repeat(100_000), "nested at most 32 deep"),
                Arguments.of("- ".repeat(100_000) + "a", "nested at most 32 deep"),
                Arguments.of("{a: ".repeat(100_000), "nested at most 32 deep"),
                Arguments.of("a: " + "x".repeat(1_100_000), "at most 1048576 characters"),
                Arguments.of("a: 1\n---\nb: 2", "one YAML document"),
                Arguments.of("a: 1\n...\n---\n", "one YAML document"),
                Arguments.of("a: 1\na: 2", "duplicate key a"),
                Arguments.of("{a: {b: 1, 'b': 2}}", "duplicate key b"),
                Arguments.of("a:\n\tb: 1", "not YAML at line 2"),
                Arguments.of("a: !!java.net.URL ['http://x']", "not YAML"),
                Arguments.of("a: !mine 1", "not YAML"),
                Arguments.of("a: !!set {x, y}", "another kind"),
                Arguments.of("a: !!binary aGk=", "another kind"),
                Arguments.of("? [a, b]\n: 1", "a key must be a word"),
                Arguments.of("~: 1", "a key must be a word"),
                Arguments.of("a: *nothing", "not YAML"),
                Arguments.of("a: \u0000", "not YAML"),
                Arguments.of("a: \ud800", "not YAML"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesWhatCostsMoreThanItsTextOrIsNoValue(String text, String reason) {
        assertThatThrownBy(() -> Yaml.map("a sweep", text))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessageContaining(reason);
    }

    @Test
    void readsNoMoreOfAFileThanARecipeCanHave(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.yaml"), new byte[2_000_000]);

        assertThatThrownBy(() -> RecipeFiles.read(file.toString(), RecipeTree::yaml))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessage(file + ": must have at most 1048576 bytes, but has more");
        Files.writeString(file, "\ufeffepochs: 3\n");
        assertThat(RecipeFiles.read(file.toString(), RecipeTree::yaml).values()).isEqualTo(Map.of("epochs", 3));
    }

    @Test
    void letsAliasesStandForWhatIsThere() {
        assertThat(Yaml.map("a sweep", "a: &x {lr: 0.1}\nb: *x"))
                .isEqualTo(Map.of("a", Map.of("lr", 0.1), "b", Map.of("lr", 0.1)));
    }

    @Test
    void readsWhatItWrote() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String word : List.of(
                "010",
                "yes",
                "~",
                "",
                "null",
                "1e3",
                "0x1f",
                "0o7",
                "a: b",
                "# x",
                "- a",
                "a\nb",
                " a ",
                "é😀",
                "true",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "'",
                "\"",
                "\\",
                "\t",
                "[",
                "{",
                ".inf",
                "=",
                "<<",
                "x".repeat(300) + " y")) {
            values.put("key " + values.size(), word);
            values.put(word, List.of(word, 1, 0.0001, 1e-9, 1e9, true, List.of(), Map.of()));
        }

        Map<String, Object> read = Yaml.map("a recipe", Yaml.write(values));

        assertThat(read.keySet()).containsExactlyElementsOf(values.keySet());
        assertThat(read.toString()).isEqualTo(values.toString().replace("1.0E9", "1000000000"));
    }
}
