package io.resforge.inference.batching;

import io.resforge.inference.batching.Reservation.AdmissionResult;
import io.resforge.inference.telemetry.ServingObserver;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Gathers the images of many calls into batches and computes them on threads of its own. */
public final class Batcher implements AutoCloseable {

    /** Long enough for what may be queued. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final BatchLimits limits;
    private final ImageQueue queue;
    private final DrainTime drainTime;
    private final List<Thread> workers;

    private Batcher(BatchLimits limits, ServingObserver observer) {
        this.limits = limits;
        this.queue = new ImageQueue(limits);
        this.drainTime = new DrainTime(limits.workers());
        this.workers = IntStream.range(0, limits.workers())
                .mapToObj(i -> Thread.ofPlatform()
                        .name("resforge-worker-" + i)
                        .daemon()
                        .unstarted(new BatchWorker(queue, drainTime, observer)))
                .toList();
    }

    /** Starts the workers. */
    public static Batcher start(BatchLimits limits, ServingObserver observer) {
        Batcher batcher = new Batcher(limits, observer);
        batcher.workers.forEach(Thread::start);
        return batcher;
    }

    /**
     * Reserves room for a call's images. A call that would be answered too late is refused at once: else an overloaded
     * server computes only answers that come too late.
     *
     * @throws Overloaded if the queue has no room for this client, or is too long for the caller's timeout
     * @throws ServerStopping if the server is shutting down
     */
    public Reservation admit(int images, Caller caller) {
        return admit(images, Duration.ZERO, caller);
    }

    /** As above, for images that have to be decoded first, which takes this long. */
    public Reservation admit(int images, Duration decoding, Caller caller) {
        Duration left = caller.timeout().minus(decoding.multipliedBy(ImageQueue.HEADROOM));
        return switch (queue.reserve(caller.client(), images, drainTime.imagesIn(left))) {
            case AdmissionResult.Granted(QueuedClient client) -> Reservation.of(queue, caller, client, images);
            case AdmissionResult.Full(int waiting, int free) ->
                throw Overloaded.full(images, free, drainTime.retryAfter(waiting, Duration.ZERO));
            case AdmissionResult.TooLong(int ahead) ->
                throw Overloaded.tooSlow(ahead, caller.timeout(), drainTime.retryAfter(ahead, decoding));
        };
    }

    /** Images that wait, counting those still being decoded. */
    public int depth() {
        return queue.depth();
    }

    /** Most images that may wait. */
    public int capacity() {
        return limits.queueCapacity();
    }

    /** Takes no more images, computes those that are queued, and ends the workers. */
    @Override
    public void close() {
        close(GRACE);
    }

    /** As above, and waits for the workers no longer than this. */
    public void close(Duration grace) {
        queue.close();
        long end = System.nanoTime() + grace.toNanos();
        workers.forEach(worker -> awaitEnd(worker, end));
        // Nothing is left, unless a worker hangs in the engine.
        queue.clear().forEach(chunk -> chunk.job().fail(chunk, new ServerStopping()));
    }

    private static void awaitEnd(Thread worker, long end) {
        try {
            worker.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How batches are made.
     *
     * @param maxDelay longest that an image waits for others while every worker is busy, at least 0
     * @param queueCapacity most images that wait; at least {@code maxImages}
     * @param workers threads that compute, at least 1
     */
    public record BatchLimits(int maxImages, Duration maxDelay, int queueCapacity, int workers) {

        public BatchLimits {
            if (maxImages < 1) {
                throw new IllegalArgumentException("a batch takes at least 1 image, was " + maxImages);
            }
            if (maxDelay.isNegative()) {
                throw new IllegalArgumentException(
                        "the longest delay of a batch must not be negative, was " + maxDelay);
            }
            if (queueCapacity < maxImages) {
                throw new IllegalArgumentException("the queue must take at least one full batch of " + maxImages
                        + " images, its capacity was " + queueCapacity);
            }
            if (workers < 1) {
                throw new IllegalArgumentException("at least 1 worker must compute, was " + workers);
            }
        }
    }

    /** The server goes down and takes no more images. */
    public static final class ServerStopping extends RuntimeException {

        public ServerStopping() {
            super("the server is shutting down", null, false, false);
        }
    }
}
