package io.resforge.inference.api;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls under way, of all protocols, so that a shutdown can wait for them and let no more in. */
public final class CallDrain {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay;
    private long entered;
    private volatile boolean draining;

    /** Counts a call. Returns whether it may go on; if so, {@link #leave} must follow. */
    public boolean enter() {
        lock.lock();
        try {
            if (!draining) {
                underWay++;
                entered++;
            }
            return !draining;
        } finally {
            lock.unlock();
        }
    }

    /** A call that was let in has ended. */
    public void leave() {
        lock.lock();
        try {
            underWay--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no more calls are let in. */
    public boolean isDraining() {
        return draining;
    }

    /** Waits at most {@code atMost} until no call has been under way for {@code quiet}; calls are let in meanwhile. */
    public boolean awaitQuiet(Duration quiet, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long end = System.nanoTime() + atMost.toNanos();
            while (true) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                if (underWay > 0) {
                    ended.awaitNanos(left);
                } else if (left < quiet.toNanos()) {
                    return false;
                } else if (remainsQuiet(quiet)) {
                    return true;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean remainsQuiet(Duration quiet) throws InterruptedException {
        long before = entered;
        long left = quiet.toNanos();
        while (left > 0 && entered == before) {
            left = ended.awaitNanos(left);
        }
        return entered == before && underWay == 0;
    }

    /** Lets no more calls in and waits for those under way; returns how many had not ended in time. */
    public int drain(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            draining = true;
            long left = atMost.toNanos();
            while (underWay > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            return underWay;
        } finally {
            lock.unlock();
        }
    }
}
