package io.resforge.benchmarks.serving.load;

import io.grpc.Status;
import org.HdrHistogram.Histogram;

/** What came of the calls of a while; belongs to the event loop until the while is over. */
final class CallTally {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final long begun = System.nanoTime();
    private final double processorBefore;
    private final long[] byStatus = new long[Status.Code.values().length];
    private final Histogram accepted = new Histogram(LONGEST_NANOS, 3);
    private final Histogram lateness = new Histogram(LONGEST_NANOS, 3);
    private long sent;

    CallTally(double processorBefore) {
        this.processorBefore = processorBefore;
    }

    /**
     * @param lateNanos after the moment that was intended
     */
    void sent(long lateNanos) {
        sent++;
        lateness.recordValue(Math.clamp(lateNanos, 0, LONGEST_NANOS));
    }

    void ended(Status.Code status, long nanos) {
        byStatus[status.ordinal()]++;
        if (status == Status.Code.OK) {
            accepted.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
        }
    }

    Measurement measurement(double processorNow) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Measurement(seconds, sent, byStatus, accepted, lateness, processorNow - processorBefore);
    }
}
