package io.resforge.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.trainer.run.RunFilter.LabelSelector;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS =
            Map.of("team", "vision", "stage", "b", "resforge.io/model", "digits");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team=vision                       | true",
                "team==vision                      | true",
                "team=speech                       | false",
                "team!=speech                      | true",
                "nobody!=speech                    | true",
                "stage in (a, b)                   | true",
                "stage notin (a,b)                 | false",
                "nobody notin (a)                  | true",
                "nobody in (a)                     | false",
                "team                              | true",
                "!team                             | false",
                "!nobody                           | true",
                "resforge.io/model=digits,stage in (b),team | true",
                "resforge.io/model=digits,stage in (a),team | false"
            })
    void takesWhatKubectlTakes(String selector, boolean matches) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
    }

    @Test
    void isContentWithAllIfItIsEmpty() {
        assertThat(LabelSelector.parse(" ").matches(Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b=c", "a in b", ",", "a=b,,c", "=b", "a in (b", "a>1"})
    void refusesWhatIsNoneAndSaysWhatIs(String selector) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelSelector.parse(selector))
                .withMessageContaining("must be like 'a=b,c!=d,e in (f, g),h notin (i),j,!k'");
    }
}
