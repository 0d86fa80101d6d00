package io.resforge.training.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.training.batch.ShuffledBatches.EpochOrder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {

    private static final int[] IMAGES = {10, 11, 12, 13};

    @Test
    void putsEachImageInEachPlaceAboutEquallyOften() {
        // Given
        int[][] seen = new int[4][4];
        // When
        for (int epoch = 1; epoch <= 4000; epoch++) {
            int[] order = EpochOrder.of(IMAGES, 1, epoch);
            for (int place = 0; place < 4; place++) {
                seen[order[place] - 10][place]++;
            }
        }
        // Then
        for (int[] places : seen) {
            assertThat(places).satisfies(counts -> {
                for (int count : counts) {
                    assertThat(count).isBetween(900, 1100);
                }
            });
        }
    }

    @Test
    void dependsOnSeedAndEpochAlone() {
        int[] many = IntStream.range(0, 100).toArray();

        assertThat(EpochOrder.of(many, 1, 2)).isEqualTo(EpochOrder.of(many, 1, 2));
        assertThat(EpochOrder.of(many, 1, 2)).isNotEqualTo(EpochOrder.of(many, 1, 3));
        assertThat(EpochOrder.of(many, 1, 2)).isNotEqualTo(EpochOrder.of(many, 2, 1));
    }
}
