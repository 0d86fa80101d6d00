package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.inference.engine.VersionEngine.BatchSizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizesTest {

    @Test
    void doubleUpToTheLargest() {
        assertThat(new BatchSizes(1).all()).containsExactly(1);
        assertThat(new BatchSizes(12).all()).containsExactly(1, 2, 4, 8, 12);
        assertThat(new BatchSizes(32).all()).containsExactly(1, 2, 4, 8, 16, 32);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 4", "5, 8", "8, 8", "9, 12", "12, 12", "13, 12", "500, 12"})
    void aBatchBelongsToTheNextLargerSize(int count, int size) {
        BatchSizes sizes = new BatchSizes(12);
        assertThat(sizes.all().get(sizes.index(count))).isEqualTo(size);
    }

    @Test
    void needAtLeastOneImage() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BatchSizes(0));
    }
}
