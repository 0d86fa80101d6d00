package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionIdTest {

    @Test
    void isReadAsItIsWritten() {
        PredictionId id = new PredictionId("my-own", "17", 6, -1);
        assertThat(id).hasToString("my-own.17.6.3w5e11264sgsf");
        assertThat(PredictionId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cifar10",
                "cifar10.17.6",
                "cifar10.017.6.ab",
                "cifar10.17.-1.ab",
                "CIFAR.1.1.a",
                "-x.1.1.a",
                "cifar10.1.1.zzzzzzzzzzzzz"
            })
    void isNotReadFromOtherText(String text) {
        assertThat(PredictionId.parse(text)).isEmpty();
    }
}
