package io.resforge.support.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private long nanos;
    private final RateLimit limit = new RateLimit(10, () -> nanos);

    @Test
    void letsTwiceAsManyThroughAtOnceAndThenSoManyASecond() {
        assertThat(taken("a", 100)).isEqualTo(20);
        assertThat(limit.take("a")).contains(Duration.ofMillis(100));
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(taken("a", 100)).isEqualTo(10);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(taken("a", 100)).isEqualTo(20);
    }

    @Test
    void countsEachPrincipalAlone() {
        assertThat(taken("a", 100)).isEqualTo(20);
        assertThat(taken("b", 100)).isEqualTo(20);
    }

    @Test
    void saysWhenItIsWorthToTryAgain() {
        taken("a", 100);
        nanos += limit.take("a").orElseThrow().toNanos();
        assertThat(limit.take("a")).isEmpty();
        assertThat(limit.take("a")).isPresent();
    }

    private long taken(String principal, int calls) {
        long taken = 0;
        for (int i = 0; i < calls; i++) {
            taken += limit.take(principal).isEmpty() ? 1 : 0;
        }
        return taken;
    }
}
