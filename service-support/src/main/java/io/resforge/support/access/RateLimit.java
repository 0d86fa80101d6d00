package io.resforge.support.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often each principal may call: so many calls a second, and in one moment twice as many (a token bucket). Of the principals the ten
 * thousand that called last are known; another begins with a full bucket.
 */
final class RateLimit {

    private static final int MOST_PRINCIPALS = 10_000;
    private static final double SECOND = 1e9;
    private static final int BURST = 2;

    private final int callsASecond;
    private final LongSupplier clock;
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(MOST_PRINCIPALS).build();

    /** @param clock counts nanoseconds */
    RateLimit(int callsASecond, LongSupplier clock) {
        this.callsASecond = callsASecond;
        this.clock = clock;
    }

    /** Takes one call of a principal; if it may not call now, says after how long it may. */
    Optional<Duration> take(String principal) {
        return buckets.get(principal, name -> new Bucket()).take();
    }

    private final class Bucket {

        private double calls = (double) BURST * callsASecond;
        private long last = clock.getAsLong();

        synchronized Optional<Duration> take() {
            long now = clock.getAsLong();
            calls = Math.min((double) BURST * callsASecond, calls + callsASecond * (now - last) / SECOND);
            last = now;
            if (calls >= 1) {
                calls--;
                return Optional.empty();
            }
            return Optional.of(Duration.ofNanos((long) Math.ceil((1 - calls) / callsASecond * SECOND)));
        }
    }
}
