package io.resforge.inference.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.model.Engine;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.registry.checkpoint.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fake engine answers 0 for the first class of a black image, and its mark for the second. */
class TrialTest {

    private final FakeEngine engine = new FakeEngine(50);

    @Test
    void computesBatchesOfEverySizeThatWillBeServed() throws Refused {
        // When
        trial(engine, 0f, 50f).run(12);
        // Then
        assertThat(engine.batches()).containsExactly(1, 2, 4, 8, 12);
    }

    @Test
    void allowsOnePercentOfTheLargestLogit() {
        assertThatCode(() -> trial(engine, .49f, 50f).run(1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> trial(engine, .51f, 50f).run(1))
                .isInstanceOf(Refused.class)
                .hasMessage("golden image 0 got the logit 0.0 for class 0, expected was 0.51 ± 0.5");
    }

    @Test
    void refusesALogitThatIsNoNumber() {
        assertThatThrownBy(() -> trial(new FakeEngine(Float.NaN), 0f, 50f).run(1))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.GOLDEN));
    }

    @Test
    void refusesAnEngineOfAnotherNumberOfClasses() {
        // Given
        Engine odd = new Engine() {
            @Override
            public float[] logits(byte[] pixels, int count) {
                return new float[count];
            }

            @Override
            public String name() {
                return "odd";
            }

            @Override
            public long bytes() {
                return 0;
            }

            @Override
            public void close() {}
        };
        // Then
        assertThatThrownBy(() -> trial(odd, 0f, 0f).run(1))
                .hasMessage("the engine answers 1 logits for 1 images of 2 classes");
    }

    private static Trial trial(Engine engine, float... expected) {
        Manifest manifest = FakeModels.manifest(1, List.of(expected[0], expected[1]));
        return new Trial(engine, manifest);
    }
}
