package io.resforge.registry.store.transfer;

import java.time.Duration;

/**
 * How long a network store is waited for.
 *
 * @param read longest without a single byte
 * @param attempt longest that one request for up to {@code UNIT} bytes may take
 * @param call longest that such a request and its repetitions may take together
 */
public record StoreTimeouts(Duration connect, Duration read, Duration attempt, Duration call) {

    /** Bytes that the times are meant for; larger objects get as much more time as they are larger. */
    public static final int UNIT = 16 << 20;

    /** What is right for a network. At 16 MiB a minute a link is too slow. */
    public static final StoreTimeouts USUAL = new StoreTimeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(2));

    /** Longest that one request for so many bytes may take. */
    public Duration attempt(long bytes) {
        return attempt.multipliedBy(units(bytes));
    }

    /** Longest that so many bytes may take, with all repetitions. */
    public Duration call(long bytes) {
        return call.multipliedBy(units(bytes));
    }

    private static long units(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, UNIT));
    }
}
