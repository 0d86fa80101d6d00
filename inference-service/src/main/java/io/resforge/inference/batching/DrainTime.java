package io.resforge.inference.batching;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Tells from the speed of recent batches, or of decoded images, how long a queue takes to drain. */
final class DrainTime {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long FIRST_GUESS_NANOS = 1_000_000;

    /** Images after which the past weighs as much as they do. */
    private static final long MEMORY = 128;

    private final int workers;
    private final AtomicLong nanosPerImage = new AtomicLong(FIRST_GUESS_NANOS);

    DrainTime(int workers) {
        this.workers = workers;
    }

    /** Takes a batch's time into the moving mean. */
    void computed(int images, long nanos) {
        nanosPerImage.updateAndGet(mean -> mean + (nanos - images * mean) / (MEMORY + images));
    }

    /** How many images are computed in this time; none in no time. */
    long imagesIn(Duration time) {
        return Math.max(0, time.toNanos()) * workers / Math.max(1, nanosPerImage.get());
    }

    /** What an image takes one worker. */
    long nanosPerImage() {
        return nanosPerImage.get();
    }

    Duration time(int images) {
        return Duration.ofNanos(nanosPerImage.get() * images / workers);
    }

    /** When a client is to try again: the time to decode and compute the images that wait, within sane bounds. */
    Duration retryAfter(int images, Duration decoding) {
        Duration time = time(images).plus(decoding);
        if (time.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }
}
