package io.resforge.neuralnet.logits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {

    /** Beside the row that is asked for stand others. */
    private static final float[] LOGITS = {9, 0, (float) Math.log(3), (float) Math.log(2), 0, 9};

    @Test
    void givesEachClassOfTheRowItsShareOfTheExponentials() {
        // e^0, e^ln3, e^ln2, e^0 are 1, 3, 2 and 1
        assertThat(Softmax.of(LOGITS, 1, 4))
                .containsExactly(new float[] {1 / 7f, 3 / 7f, 2 / 7f, 1 / 7f}, within(1e-6f));
        assertThat(Softmax.sum(LOGITS, 1, 4)).isCloseTo(7 / 3.0, within(1e-6));
        assertThat(Softmax.likeliest(LOGITS, 1, 4)).isEqualTo(1);
    }

    @Test
    void takesTheFirstOfEqualsAndDoesNotOverflow() {
        float[] large = {-1e30f, 1e30f, 1e30f};
        assertThat(Softmax.likeliest(large, 0, 3)).isEqualTo(1);
        assertThat(Softmax.of(large, 0, 3)).containsExactly(0f, .5f, .5f);
    }
}
