package io.resforge.inference.telemetry;

import io.resforge.inference.telemetry.ServingObserver.AnsweredCall;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Sums up the calls of one version by call, where its meters have distributions by stage and by batch. */
public final class CallStatistics {

    private final Sum answered = new Sum();
    private final Sum failed = new Sum();
    private final Sum queue = new Sum();
    private final Sum decode = new Sum();
    private final Sum compute = new Sum();
    private final Sum encode = new Sum();
    private final LongAdder images = new LongAdder();
    private final Map<Integer, Sum> batches = new ConcurrentHashMap<>();
    private volatile long lastMillis;

    CallStatistics() {}

    void answered(AnsweredCall call) {
        answered.add(call.nanos());
        queue.add(call.queue());
        decode.add(call.decode());
        compute.add(call.compute());
        images.add(call.images());
        lastMillis = System.currentTimeMillis();
    }

    void failed(long nanos) {
        failed.add(nanos);
    }

    void encoded(long nanos) {
        encode.add(nanos);
    }

    /** As many sizes as a batch may have. */
    void computed(int images, long nanos) {
        batches.computeIfAbsent(images, size -> new Sum()).add(nanos);
    }

    CallTotals totals() {
        SortedMap<Integer, Total> sizes = new TreeMap<>();
        batches.forEach((size, sum) -> sizes.put(size, sum.total()));
        return new CallTotals(
                lastMillis,
                images.sum(),
                answered.total(),
                failed.total(),
                queue.total(),
                decode.total(),
                compute.total(),
                encode.total(),
                sizes);
    }

    private static final class Sum {

        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long took) {
            count.increment();
            nanos.add(took);
        }

        Total total() {
            return new Total(count.sum(), nanos.sum());
        }
    }

    /** How often something happened, and how long all of them took. */
    public record Total(long count, long nanos) {

        static final Total NONE = new Total(0, 0);
    }

    /**
     * How the calls of a version went since its first.
     *
     * @param lastMillis when one was answered last, in milliseconds since 1970; 0 if none was
     * @param images that were answered
     * @param answered calls, from arrival to answer
     * @param failed calls for which the version had been found
     * @param queue until a worker took a call's first images
     * @param decode until a call's images were pixels
     * @param compute the batch with a call's last images
     * @param encode until an answer was made of the scores
     * @param batches by their number of images
     */
    public record CallTotals(
            long lastMillis,
            long images,
            Total answered,
            Total failed,
            Total queue,
            Total decode,
            Total compute,
            Total encode,
            SortedMap<Integer, Total> batches) {

        static final CallTotals NONE = new CallTotals(
                0, 0, Total.NONE, Total.NONE, Total.NONE, Total.NONE, Total.NONE, Total.NONE, new TreeMap<>());

        /** Batches that were computed. */
        public long batchCount() {
            return batches.values().stream().mapToLong(Total::count).sum();
        }
    }
}
