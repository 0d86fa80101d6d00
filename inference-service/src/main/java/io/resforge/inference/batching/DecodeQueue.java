package io.resforge.inference.batching;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Decoders.ImageTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Images that wait to be decoded, shared among clients by start-time fair queueing as in {@link Clients}, in time
 * instead of images. How long one takes shows only afterwards, so a client's next image is due when those before it
 * were paid for. Among clients at most a few images ahead of the one that is due first, the oldest image is next. Each
 * client's images keep their order.
 */
final class DecodeQueue {

    /** Clients without images that are remembered, with what they had more than others lately. */
    private static final int MOST_IDLE = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<Object, Queued> byClient = new LinkedHashMap<>();
    private final DrainTime drainTime;
    private final int piece;
    private long now;
    private long arrivals;
    private int images;
    private int clients;
    private boolean closed;

    private static final class Queued {

        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int decoding;

        /** Virtual time, in nanoseconds of one decoder, at which its next image is due to begin. */
        private long due;

        int images() {
            return waiting.size() + decoding;
        }
    }

    /** The number tells who came first. */
    private record Waiting(ImageTask task, long number) {}

    /** An image that a decoder has taken, and what its client was charged for it. */
    static final class Turn {

        private final Queued client;
        private final ImageTask task;
        private final long charged;

        private Turn(Queued client, ImageTask task, long charged) {
            this.client = client;
            this.task = task;
            this.charged = charged;
        }

        ImageTask task() {
            return task;
        }
    }

    /** @param piece by how many images a client may be ahead of others that wait */
    DecodeQueue(int decoders, int piece) {
        this.drainTime = new DrainTime(decoders);
        this.piece = piece;
    }

    /** Adds images of a client, in their order; throws {@link ServerStopping} if the queue is closed. */
    void add(Object client, List<? extends ImageTask> tasks) {
        lock.lock();
        try {
            if (closed) {
                throw new ServerStopping();
            }
            Queued queued = byClient.get(client);
            if (queued == null) {
                forgetIdle();
                queued = new Queued();
                byClient.put(client, queued);
            }
            if (queued.images() == 0 && !tasks.isEmpty()) {
                queued.due = Math.max(queued.due, now);
                clients++;
            }
            for (ImageTask task : tasks) {
                queued.waiting.add(new Waiting(task, arrivals++));
                arrived.signal();
            }
            images += tasks.size();
        } finally {
            lock.unlock();
        }
    }

    private void forgetIdle() {
        if (byClient.size() - clients >= MOST_IDLE) {
            byClient.values().removeIf(client -> client.images() == 0);
        }
    }

    /** Waits for an image; empty once the queue is closed. */
    Optional<Turn> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Optional<Turn> next = poll();
            while (next.isEmpty() && !closed) {
                arrived.await();
                next = poll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The next image, if any waits. */
    Optional<Turn> poll() {
        lock.lock();
        try {
            long due = Long.MAX_VALUE;
            for (Queued client : byClient.values()) {
                due = client.waiting.isEmpty() ? due : Math.min(due, client.due);
            }
            if (due == Long.MAX_VALUE) {
                return Optional.empty();
            }
            now = Math.max(now, due);
            return Optional.of(begin(first(now + piece * drainTime.nanosPerImage())));
        } finally {
            lock.unlock();
        }
    }

    /** Of the clients whose turn is due by then, the one whose image came first. */
    private Queued first(long until) {
        Queued first = null;
        for (Queued client : byClient.values()) {
            boolean due = !client.waiting.isEmpty() && client.due <= until;
            if (due
                    && (first == null
                            || client.waiting.peek().number()
                                    < first.waiting.peek().number())) {
                first = client;
            }
        }
        return first;
    }

    private Turn begin(Queued client) {
        long charged = drainTime.nanosPerImage();
        client.due += charged;
        client.decoding++;
        return new Turn(client, client.waiting.remove().task(), charged);
    }

    /** An image was decoded, or refused, in this time. */
    void done(Turn turn, long nanos) {
        lock.lock();
        try {
            drainTime.computed(1, nanos);
            turn.client.due += nanos - turn.charged;
            turn.client.decoding--;
            leave(turn.client, 1);
        } finally {
            lock.unlock();
        }
    }

    /** Removes those of a client's images that still wait. */
    List<ImageTask> remove(Object client, Collection<? extends ImageTask> tasks) {
        lock.lock();
        try {
            List<ImageTask> removed = new ArrayList<>();
            Queued queued = byClient.get(client);
            if (queued != null) {
                for (ImageTask task : tasks) {
                    if (queued.waiting.removeIf(waiting -> waiting.task() == task)) {
                        removed.add(task);
                    }
                }
                if (!removed.isEmpty()) {
                    leave(queued, removed.size());
                }
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Queued client, int left) {
        images -= left;
        clients -= client.images() == 0 ? 1 : 0;
        if (clients == 0) {
            now = 0; // no client is ahead of another
            byClient.clear();
        }
    }

    /**
     * The longest until this many more images of a client are decoded; none while the queue is empty. As in {@link
     * Clients#ahead}, clients with less queued may add as many images again ahead of it.
     */
    Duration timeFor(Object client, int more) {
        lock.lock();
        try {
            if (images == 0 || more == 0) {
                return Duration.ZERO;
            }
            Queued queued = byClient.get(client);
            int own = queued == null ? 0 : queued.images();
            long others = own == 0 ? clients : clients - 1;
            long ahead = Math.min(2L * images, own + others * (own + more));
            return drainTime.time((int) ahead + more);
        } finally {
            lock.unlock();
        }
    }

    /** Images that wait or are being decoded. */
    int images() {
        lock.lock();
        try {
            return images;
        } finally {
            lock.unlock();
        }
    }

    /** Clients that are remembered. */
    int known() {
        lock.lock();
        try {
            return byClient.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more images; returns those that waited. */
    List<ImageTask> close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
            List<ImageTask> left = new ArrayList<>();
            for (Queued client : List.copyOf(byClient.values())) {
                int waited = client.waiting.size();
                client.waiting.forEach(waiting -> left.add(waiting.task()));
                client.waiting.clear();
                if (waited > 0) {
                    leave(client, waited);
                }
            }
            return left;
        } finally {
            lock.unlock();
        }
    }
}
