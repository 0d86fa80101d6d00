package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, cifar10, true",
        "cifar10, cifar10, true",
        "cifar10, cifar100, false",
        "team-*, team-a, true",
        "team-*, team-, true",
        "team-*, other-team-a, false",
        "*-team, a-team, true",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "*a*, banana, true",
        "*aa, banana, false",
        "**, x, true",
    })
    void standsForTheNamesThatFit(String pattern, String name, boolean fits) {
        assertThat(new ModelPattern(pattern).matches(name)).isEqualTo(fits);
    }

    @Test
    void isRefusedWithCharactersThatNoNameHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelPattern("Team_?"))
                .withMessage(
                        "a pattern of models' names is 1 to 63 lower-case letters, digits, dashes and stars, such as"
                                + " team-*, was 'Team_?'");
    }
}
