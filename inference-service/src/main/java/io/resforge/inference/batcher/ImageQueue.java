package io.resforge.inference.batcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The images that wait, first come, first served. A worker that was idle takes what is there at once. Only one that finds
 * images when it comes back from a batch, so that all workers were busy, lets a batch gather: until it is full, or until its
 * first image has waited the longest delay.
 */
final class ImageQueue {

    private final BatchLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition gathered = lock.newCondition();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int queued;
    private int admitted;
    private boolean closed;

    ImageQueue(BatchLimits limits) {
        this.limits = limits;
    }

    /** Reserves room for images that are still to be decoded; returns how much room there was, which may be too little. */
    int reserve(int images) {
        lock.lock();
        try {
            requireOpen();
            int free = limits.queueCapacity() - admitted;
            if (images <= free) {
                admitted += images;
            }
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back room that was reserved. */
    void unreserve(int images) {
        lock.lock();
        try {
            admitted -= images;
        } finally {
            lock.unlock();
        }
    }

    /** Queues images for which room was reserved. */
    void add(List<Chunk> added) {
        lock.lock();
        try {
            requireOpen();
            for (Chunk chunk : added) {
                chunks.add(chunk);
                queued += chunk.count();
                arrived.signal();
            }
            if (queued >= limits.maxImages()) {
                gathered.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for images; empty once the queue is closed and drained.
     *
     * @param fromBatch whether the worker comes back from a batch
     */
    Optional<Batch> take(boolean fromBatch) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean busy = fromBatch;
            while (chunks.isEmpty()) {
                if (closed) {
                    return Optional.empty();
                }
                busy = false;
                arrived.await();
            }
            if (busy) {
                gather();
            }
            return Optional.of(poll());
        } finally {
            lock.unlock();
        }
    }

    /** Images that wait, counting those still being decoded. */
    int depth() {
        lock.lock();
        try {
            return admitted;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more images; those that are queued can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
            gathered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Removes and returns what nobody will take any more. */
    List<Chunk> clear() {
        lock.lock();
        try {
            List<Chunk> left = List.copyOf(chunks);
            chunks.clear();
            left.forEach(this::leave);
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Chunk chunk) {
        queued -= chunk.count();
        admitted -= chunk.count();
    }

    private void gather() throws InterruptedException {
        long until = chunks.peek().queuedAt() + limits.maxDelay().toNanos();
        while (queued < limits.maxImages() && !chunks.isEmpty() && !closed) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            gathered.awaitNanos(left);
        }
    }

    private Batch poll() {
        List<Chunk> taken = new ArrayList<>();
        List<Chunk> dropped = new ArrayList<>();
        int images = 0;
        while (!chunks.isEmpty() && fits(chunks.peek(), taken, images)) {
            Chunk chunk = chunks.poll();
            leave(chunk);
            if (chunk.job().wanted()) {
                taken.add(chunk);
                images += chunk.count();
            } else {
                dropped.add(chunk);
            }
        }
        return new Batch(taken, dropped);
    }

    /** A batch holds images of one model only. */
    private boolean fits(Chunk next, List<Chunk> taken, int images) {
        return taken.isEmpty()
                || images + next.count() <= limits.maxImages()
                        && next.job().lease().engine()
                                == taken.getFirst().job().lease().engine();
    }

    private void requireOpen() {
        if (closed) {
            throw new Stopping();
        }
    }
}
