package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.classify.PredictionIds.PredictionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionIdTest {

    @Test
    void isReadAsItIsWritten() {
        PredictionId id = new PredictionId("my-own", "17", 6, 29_700_000, -1, 35);
        assertThat(id).hasToString("my-own.17.6.hoko0.3w5e11264sgsf.z");
        assertThat(PredictionId.parse(id.toString())).contains(id);
    }

    @Test
    void tellsTheImagesOfACallApartAndKnowsTheirCall() {
        PredictionId first = new PredictionId("a", "1", 0, 1, PredictionId.unique(-7, 0), 0);
        PredictionId last = new PredictionId("a", "1", 0, 1, PredictionId.unique(-7, 1_000_000), 0);
        assertThat(first.unique()).isNotEqualTo(last.unique());
        assertThat(first.call()).isEqualTo(last.call());
        assertThat(first.call()).isNotEqualTo(new PredictionId("a", "1", 0, 1, PredictionId.unique(7, 0), 0).call());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cifar10",
                "cifar10.17.6",
                "cifar10.17.6.ab",
                "cifar10.017.6.a.b.c",
                "cifar10.17.06.a.b.c",
                "cifar10.17.6.0a.b.c",
                "cifar10.17.6.a.0b.c",
                "cifar10.17.6.a.b.0c",
                "cifar10.17.6.a.b.c.d",
                "cifar10.17.6.a.b.c ",
                "cifar10.17.-1.a.b.c",
                "cifar10.17.6.A.b.c",
                "CIFAR.1.1.a.b.c",
                "-x.1.1.a.b.c",
                "cifar10.1.1.a.zzzzzzzzzzzzz.b",
                "cifar10.1.1.a.b.zzzzzzzzzzzzz"
            })
    void isNotReadFromOtherText(String text) {
        assertThat(PredictionId.parse(text)).isEmpty();
    }
}
