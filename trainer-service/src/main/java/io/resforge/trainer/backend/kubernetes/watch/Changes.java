package io.resforge.trainer.backend.kubernetes.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Lets threads wait for what they expect to see. */
final class Changes implements ResourceEventHandler<HasMetadata> {

    /** Also without a change: what is waited for need not be about an object. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Whether the condition came true in time. */
    boolean await(BooleanSupplier condition, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                long left = Math.min(LONGEST_SLEEP.toNanos(), end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onAdd(HasMetadata object) {
        signal();
    }

    @Override
    public void onUpdate(HasMetadata before, HasMetadata now) {
        signal();
    }

    @Override
    public void onDelete(HasMetadata object, boolean lastStateUnknown) {
        signal();
    }

    /** Tells of each object when it changed, when it is gone as it was last, and at each resync. */
    static final class ObjectEvents<T> implements ResourceEventHandler<T> {

        private final Consumer<T> seen;

        ObjectEvents(Consumer<T> seen) {
            this.seen = seen;
        }

        @Override
        public void onAdd(T object) {
            seen.accept(object);
        }

        @Override
        public void onUpdate(T before, T now) {
            seen.accept(now);
        }

        @Override
        public void onDelete(T object, boolean lastStateUnknown) {
            seen.accept(object);
        }
    }
}
