package io.resforge.neuralnet.image;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * How long the decoding of one image may go on, on the thread that made it: in time of a processor, so that no good file fails because
 * the machine is busy. A decoder asks at least once a row.
 */
final class DecodingTime {

    /** The slowest usual file of 25 megapixels, a progressive JPEG, takes half of it. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final BooleanSupplier abandoned;
    private final long end;

    /** From now on. */
    DecodingTime(BooleanSupplier abandoned) {
        this(abandoned, LONGEST);
    }

    DecodingTime(BooleanSupplier abandoned, Duration longest) {
        this.abandoned = abandoned;
        this.end = now() + longest.toNanos();
    }

    private static long now() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /**
     * Lets decoding go on.
     *
     * @throws InvalidImage if it has taken too long
     * @throws CancellationException if it is abandoned
     */
    void check() {
        if (abandoned.getAsBoolean()) {
            throw new CancellationException("the image is not wanted any more");
        }
        if (now() - end > 0) {
            throw new InvalidImage(
                    "the image takes too long to decode; allowed are " + LONGEST.toSeconds() + " s of one processor");
        }
    }

    /** Whether {@link #check} would not let it go on. */
    boolean isOver() {
        return abandoned.getAsBoolean() || now() - end > 0;
    }
}
