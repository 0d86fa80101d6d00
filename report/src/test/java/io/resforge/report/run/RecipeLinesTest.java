package io.resforge.report.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeLinesTest {

    private static String words(Object value) {
        Map<String, Object> recipe = new LinkedHashMap<>();
        recipe.put("key", value);
        return RecipeLines.of(recipe).get("key");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "0.0005, 0.0005",
        "1e-5, 0.00001",
        "1e-8, 1e-8",
        "2.5e-7, 2.5e-7",
        "-1e-8, -1e-8",
        "0, 0",
        "128, 128",
        "-2, -2",
        "64000, 64000",
        "1.5e15, 1.5e15",
        "0.1234567891, 0.1234567891"
    })
    void writesNumbersAsPeopleDo(double number, String words) {
        assertThat(words(number)).isEqualTo(words);
    }

    @Test
    void writesWhatIsNotThereAsNone() {
        assertThat(words(null)).isEqualTo("none");
        assertThat(words(List.of())).isEqualTo("none");
    }

    @Test
    void writesGroupsByTheirKind() {
        Map<String, Object> crop = new LinkedHashMap<>(Map.of("kind", "pad_crop"));
        crop.put("padding", 4);
        assertThat(words(List.of(crop, Map.of("kind", "flip")))).isEqualTo("pad_crop(padding 4), flip");
        assertThat(words(Map.of("epochs", 1e-8))).isEqualTo("epochs 1e-8");
    }

    @Test
    void keepsTheOrderOfTheKeys() {
        Map<String, Object> recipe = new LinkedHashMap<>();
        recipe.put("seed", 1L);
        recipe.put("arch", "resnet20-v1");
        assertThat(RecipeLines.of(recipe).keySet()).containsExactly("seed", "arch");
    }
}
