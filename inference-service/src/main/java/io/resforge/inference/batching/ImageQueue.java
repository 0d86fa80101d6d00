package io.resforge.inference.batching;

import io.resforge.inference.batching.Batch.Chunk;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Reservation.AdmissionResult;
import io.resforge.inference.engine.Engine;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The images that wait. Clients are served in turn, each one's calls in the order of their arrival. A worker that was idle takes what is
 * there at once. Only one that finds images when it comes back from a batch, so that all workers were busy, lets a batch gather: until it
 * is full, or until its first image has waited the longest delay.
 */
final class ImageQueue {

    /** The guess is of a mean, and the way there and back takes time too. */
    static final int HEADROOM = 2;

    private final BatchLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition gathered = lock.newCondition();
    private final Clients clients = new Clients();
    private final PairedBatches pairs = new PairedBatches();
    /** Few: an entry for each model that images wait for. */
    private final Map<Engine, ModelQueue> lanes = new IdentityHashMap<>();

    private long jobs;
    private int admitted;
    private boolean closed;

    ImageQueue(BatchLimits limits) {
        this.limits = limits;
    }

    /**
     * Asks for room for images that are still to be decoded.
     *
     * @param inTime how many images can be computed before the caller loses timeout
     */
    AdmissionResult reserve(Object clientKey, int images, long inTime) {
        lock.lock();
        try {
            requireOpen();
            QueuedClient client = clients.get(clientKey);
            int free = limits.queueCapacity() - admitted;
            if (!Clients.mayTake(client, images, free)) {
                return new AdmissionResult.Full(admitted, free);
            }
            int ahead = clients.ahead(client, images, admitted);
            // An empty queue refuses no caller, so that a bad guess is corrected by the next batch.
            if (admitted > 0 && (long) HEADROOM * (ahead + images) > inTime) {
                return new AdmissionResult.TooLong(ahead);
            }
            clients.hold(client, images);
            admitted += images;
            return new AdmissionResult.Granted(client);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back room that was reserved. */
    void unreserve(QueuedClient client, int images) {
        lock.lock();
        try {
            leave(client, images);
        } finally {
            lock.unlock();
        }
    }

    /** Queues images for which room was reserved. */
    void add(PendingCall job) {
        lock.lock();
        try {
            requireOpen();
            job.place(clients.begin(job.client(), job.waiting()), jobs++);
            ModelQueue lane = lanes.computeIfAbsent(job.lease().engine(), model -> new ModelQueue(clients));
            lane.add(job);
            for (int worker = 0; worker < Math.min(job.waiting(), limits.workers()); worker++) {
                arrived.signal();
            }
            if (lane.images() >= limits.maxImages()) {
                gathered.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes what still waits of a job, if anything does. */
    Optional<Chunk> remove(PendingCall job) {
        lock.lock();
        try {
            ModelQueue lane = lanes.get(job.lease().engine());
            if (lane == null || !lane.remove(job)) {
                return Optional.empty();
            }
            removeIfEmpty(job, lane);
            clients.takenBack(job.client(), job.waiting());
            Chunk rest = job.take(job.waiting());
            leave(job.client(), rest.count());
            return Optional.of(rest);
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
            while (lanes.isEmpty()) {
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

    /** Removes and returns what no worker will take any more. */
    List<Chunk> clear() {
        lock.lock();
        try {
            List<Chunk> left = new ArrayList<>();
            while (!lanes.isEmpty()) {
                Batch batch = poll();
                left.addAll(batch.chunks());
                left.addAll(batch.dropped());
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void gather() throws InterruptedException {
        long until = next().head().queuedAt() + limits.maxDelay().toNanos();
        while (!lanes.isEmpty() && next().images() < limits.maxImages() && !closed) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            gathered.awaitNanos(left);
        }
    }

    /** A batch holds images of one model only: the one whose images are due first. */
    private Batch poll() {
        if (lanes.isEmpty()) {
            return new Batch(List.of(), List.of()); // another worker took them while a batch gathered
        }
        ModelQueue lane = next();
        PendingCall first = lane.head();
        Batch batch = lane.take(pairs.most(first.lease(), share(lane.images(), first.gainsFromBatches())));
        if (!batch.chunks().isEmpty()) {
            pairs.taken(first.lease(), batch.images());
        }
        removeIfEmpty(first, lane);
        batch.chunks().forEach(chunk -> leave(chunk.job().client(), chunk.count()));
        batch.dropped().forEach(chunk -> leave(chunk.job().client(), chunk.count()));
        return batch;
    }

    /**
     * Of what waits, one worker leaves the others theirs: two that compute half each are done sooner than one that computes all. Where large batches gain
     * nothing it takes half of its share only (factoring; Hummel, Schonberg, Flynn, 1992), so that who comes next waits for less.
     */
    private int share(int images, boolean gainsFromBatches) {
        int shares = gainsFromBatches ? limits.workers() : 2 * limits.workers();
        return Math.min(limits.maxImages(), Math.ceilDiv(images, shares));
    }

    /** The lane of the images that are due first, of at least one. */
    private ModelQueue next() {
        ModelQueue first = null;
        for (ModelQueue lane : lanes.values()) {
            if (first == null || ModelQueue.ORDER.compare(lane.head(), first.head()) < 0) {
                first = lane;
            }
        }
        return first;
    }

    private void removeIfEmpty(PendingCall ofLane, ModelQueue lane) {
        if (lane.isEmpty()) {
            lanes.remove(ofLane.lease().engine());
        }
    }

    private void leave(QueuedClient client, int images) {
        clients.release(client, images);
        admitted -= images;
    }

    private void requireOpen() {
        if (closed) {
            throw new ServerStopping();
        }
    }
}
