package io.resforge.inference.canary;

import java.util.concurrent.atomic.LongAdder;

/** How one version does. Latencies are counted in classes, each a tenth longer than the one before. */
final class Tally {

    private static final double FIRST_NANOS = 10_000;
    private static final double STEP = 1.1;
    private static final int CLASSES = 200; // up to half an hour

    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder right = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder[] latencies = new LongAdder[CLASSES];

    Tally() {
        for (int i = 0; i < CLASSES; i++) {
            latencies[i] = new LongAdder();
        }
    }

    void answered(long nanos) {
        calls.increment();
        latencies[classOf(nanos)].increment();
    }

    void failed() {
        calls.increment();
        failures.increment();
    }

    void fedBack(boolean correct) {
        (correct ? right : wrong).increment();
    }

    long calls() {
        return calls.sum();
    }

    long answers() {
        return calls.sum() - failures.sum();
    }

    /** Share of calls that failed, from 0 to 1. */
    double errors() {
        return share(failures.sum(), calls.sum());
    }

    long feedback() {
        return right.sum() + wrong.sum();
    }

    /** Share of predictions that were right, from 0 to 1. */
    double accuracy() {
        return share(right.sum(), feedback());
    }

    /** The latency that 95% of the answers keep within, in milliseconds, to within a tenth; 0 without any. */
    double latency95() {
        long answered = 0;
        for (LongAdder each : latencies) {
            answered += each.sum();
        }
        long within = 0;
        for (int i = 0; i < CLASSES; i++) {
            within += latencies[i].sum();
            if (within > 0 && within >= 0.95 * answered) {
                return FIRST_NANOS * Math.pow(STEP, i) / 1e6;
            }
        }
        return 0;
    }

    private static int classOf(long nanos) {
        double steps = Math.log(Math.max(1, nanos / FIRST_NANOS)) / Math.log(STEP);
        return (int) Math.min(CLASSES - 1, Math.ceil(steps));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
