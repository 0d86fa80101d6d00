package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.engine.EngineCheck.GoldenImages;
import io.resforge.inference.engine.EngineKind.Tolerance;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.registry.checkpoint.Manifest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fake engine answers 0 for the first class of a black image, and its mark for the second. */
class EngineCheckTest {

    private final FakeEngine engine = new FakeEngine(50);

    @Test
    void computesBatchesOfEverySizeThatWillBeServed() throws EngineCheckFailed {
        // When
        trial(0f, 50f).run(engine, List.of(1, 2, 4, 8, 12));
        // Then
        assertThat(engine.batches()).containsExactly(1, 2, 4, 8, 12);
    }

    @Test
    void computesEachGoldenImageInTheLargestBatches() throws EngineCheckFailed {
        // Given
        Manifest manifest = FakeModels.manifest(1, List.of(0f, 50f));
        GoldenImages golden =
                new GoldenImages(Collections.nCopies(5, manifest.golden().getFirst()), 2);
        // When
        new EngineCheck(golden, Tolerance.FP32).run(engine, List.of(1, 2));
        // Then
        assertThat(engine.batches()).containsExactly(1, 2, 2, 2);
    }

    @Test
    void allowsOnePercentOfTheLargestLogit() {
        assertThatCode(() -> trial(.49f, 50f).run(engine, List.of(1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> trial(.51f, 50f).run(engine, List.of(1)))
                .isInstanceOf(EngineCheckFailed.class)
                .hasMessage("golden image 0 got the logit 0.0 for class 0, expected was 0.51 ± 0.5");
    }

    @Test
    void refusesALogitThatIsNoNumber() {
        assertThatThrownBy(() -> trial(0f, 50f).run(new FakeEngine(Float.NaN), List.of(1)))
                .isInstanceOfSatisfying(EngineCheckFailed.class, unfit -> assertThat(unfit.reason())
                        .isEqualTo(EngineCheckFailed.Reason.GOLDEN));
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
        assertThatThrownBy(() -> trial(0f, 0f).run(odd, List.of(1)))
                .hasMessage("the engine answers 1 logits for 1 images of 2 classes");
    }

    @Test
    void bf16MayBeFurtherOffIfTheClassIsTheSame() {
        assertThatCode(() -> trial(Tolerance.BF16, 4f, 50f).run(engine, List.of(1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> trial(Tolerance.BF16, 50f, 49f).run(new FakeEngine(50), List.of(1)))
                .hasMessageContaining("got the logit 0.0 for class 0");
        assertThatThrownBy(() -> trial(Tolerance.BF16, .04f, .03f).run(new FakeEngine(.05f), List.of(1)))
                .hasMessage("golden image 0 got class 1, expected was 0");
    }

    private static EngineCheck trial(float... expected) {
        return trial(Tolerance.FP32, expected);
    }

    private static EngineCheck trial(Tolerance tolerance, float... expected) {
        Manifest manifest = FakeModels.manifest(1, List.of(expected[0], expected[1]));
        return new EngineCheck(new GoldenImages(manifest), tolerance);
    }
}
