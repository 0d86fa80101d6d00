package io.resforge.inference.edge;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that are under way, whatever the protocol that they came by, so that going down can wait for them and lets no more in. */
public final class CallDrain {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay;
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
