package io.resforge.inference.api;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that are under way, whatever the protocol that they came by, so that going down can wait for them and lets no more in. */
public final class CallDrain {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay;
    private long entered;
    private volatile boolean draining;

    /**
     * Counts a call.
     *
     * @return whether it may go on; it is then to be followed by one {@link #leave}
     */
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

    /**
     * Waits until no call has been under way for a while; calls are let in meanwhile.
     *
     * @param quiet how long
     * @param atMost to wait in all
     * @return whether it was quiet so long
     */
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

    /**
     * Lets no more calls in and waits for those that are under way.
     *
     * @return how many had not ended when the time was up
     */
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
