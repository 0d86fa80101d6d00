package io.resforge.inference.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells whether images come one at a time, of all versions together. One that happens to be alone between two batches of a busy server is
 * not: what it would be given, the next batch needs.
 */
final class IdleDetector {

    /** Images that must have come alone, one after the other, since several were computed together. */
    static final int IN_A_ROW = 16;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger missing = new AtomicInteger();

    /** Some images begin to be computed; {@link #leave} follows. Says whether they are one image that has the machine for itself. */
    boolean enter(int images) {
        if (underWay.incrementAndGet() > 1 || images > 1) {
            missing.set(IN_A_ROW);
            return false;
        }
        return missing.getAndUpdate(row -> Math.max(0, row - 1)) == 0;
    }

    /** They are computed. */
    void leave() {
        underWay.decrementAndGet();
    }
}
