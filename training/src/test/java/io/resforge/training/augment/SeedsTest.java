package io.resforge.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void everyUseHasASeedOfItsOwn() {
        // Given
        Set<Long> seen = new HashSet<>();
        // When
        for (long seed = 0; seed < 10; seed++) {
            for (int epoch = 0; epoch < 10; epoch++) {
                for (int step = 0; step < 100; step++) {
                    seen.add(Seeds.derive(seed, "batch", epoch, step));
                    seen.add(Seeds.derive(seed, "dropout", epoch, step));
                }
            }
        }
        // Then
        assertThat(seen).hasSize(2 * 10 * 10 * 100);
    }

    @Test
    void theSameUseHasTheSameSeedInEveryRelease() {
        // Resume files and manifests rest on these numbers.
        assertThat(Seeds.derive(1, "order", 1)).isEqualTo(-3700195827729738938L);
        assertThat(Seeds.derive(1, "batch", 1, 0)).isEqualTo(6192774507317515427L);
    }

    @Test
    void seedsThatLieCloseGiveUnrelatedNumbers() {
        // Given
        int ones = 0;
        // When
        for (int step = 0; step < 1000; step++) {
            ones += Long.bitCount(Seeds.derive(1, "batch", 1, step) ^ Seeds.derive(1, "batch", 1, step + 1));
        }
        // Then
        assertThat(ones / 1000.0).isBetween(31.0, 33.0);
    }
}
