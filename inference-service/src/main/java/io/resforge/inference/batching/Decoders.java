package io.resforge.inference.batching;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.neuralnet.image.InvalidImage;
import io.resforge.support.LogLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decodes images on threads of its own, in turns of the clients. Small and large images have separate queues and
 * threads, so that no small image waits for the seconds that a large one takes.
 */
public final class Decoders implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Decoders.class.getName());
    private static final LogLimit LIMIT = new LogLimit();

    /** A file of more bytes is large. */
    public static final int SMALL_BYTES = 64 << 10;

    /** An image of more pixels is large. */
    public static final long SMALL_PIXELS = 1 << 20;

    /** Small images of one client that may go before those of another, as in a batch. */
    private static final int PIECE = 8;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final DecodeQueue small;
    private final DecodeQueue large;
    private final RequestBudget.MemoryAccount memory;
    private final long mostOfLarge;
    private final List<Thread> threads = new ArrayList<>();

    private Decoders(int threads, RequestBudget.MemoryAccount memory) {
        int forLarge = Math.max(1, threads - 1);
        this.small = new DecodeQueue(threads, PIECE);
        this.large = new DecodeQueue(forLarge, 1);
        this.memory = memory;
        this.mostOfLarge = memory.capacity() - memory.capacity() / 4;
        start("resforge-decoder-", threads, small);
        start("resforge-large-decoder-", forLarge, large);
    }

    /**
     * Starts so many threads for small images, at least 1, and one less for large ones, at least 1; large images
     * together get three quarters of the memory.
     */
    public static Decoders start(int threads, RequestBudget.MemoryAccount memory) {
        return new Decoders(threads, memory);
    }

    private void start(String name, int count, DecodeQueue queue) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().name(name + i).daemon().start(() -> decode(queue)));
        }
    }

    /** Until the queue is closed, whatever is thrown, and also if it is interrupted. */
    private static void decode(DecodeQueue queue) {
        boolean open = true;
        while (open) {
            try {
                Optional<DecodeQueue.Turn> turn = queue.take();
                open = turn.isPresent();
                turn.ifPresent(next -> decode(queue, next));
            } catch (InterruptedException e) {
                // Not intended: a decoder ends when the queue is closed.
            } catch (Throwable e) {
                if (LIMIT.allows()) {
                    LOG.log(System.Logger.Level.ERROR, "a decoder failed; it goes on", e);
                }
            }
        }
    }

    private static void decode(DecodeQueue queue, DecodeQueue.Turn turn) {
        long begin = System.nanoTime();
        try {
            turn.task().decode();
        } finally {
            queue.done(turn, System.nanoTime() - begin);
        }
    }

    /** The longest until this many more images of a client are decoded; none while no others wait. */
    public Duration timeFor(Object client, int smallImages, int largeImages) {
        return small.timeFor(client, smallImages).plus(large.timeFor(client, largeImages));
    }

    /**
     * Queues a call's images. Once its caller goes, waiting ones are refused with {@link CallAbandoned}.
     *
     * @throws ServerStopping if the server is shutting down; none is queued then
     */
    public void submit(Caller caller, List<? extends ImageTask> smallImages, List<? extends ImageTask> largeImages) {
        small.add(caller.client(), smallImages);
        try {
            large.add(caller.client(), largeImages);
        } catch (ServerStopping e) {
            small.remove(caller.client(), smallImages);
            throw e;
        }
        caller.onLeaving(() -> {
            small.remove(caller.client(), smallImages).forEach(task -> task.refuse(new CallAbandoned()));
            large.remove(caller.client(), largeImages).forEach(task -> task.refuse(new CallAbandoned()));
        });
    }

    /**
     * Takes memory for one image. A large one waits for it while others are decoded.
     *
     * @throws InvalidImage if a server of this size never has as much
     * @throws Overloaded if it is small, and there is not as much left
     * @throws CallAbandoned if the caller goes meanwhile
     */
    public RequestBudget.Reservation reserve(long bytes, boolean ofLarge, Caller caller) {
        if (bytes > mostOfLarge) {
            throw new InvalidImage(String.format(
                    Locale.ROOT,
                    "decoding the image takes %d MB of memory; allowed are %d MB here (resforge.limits.pixel-bytes)",
                    bytes >> 20,
                    mostOfLarge >> 20));
        }
        return ofLarge ? await(bytes, caller) : memory.reserve(bytes);
    }

    private synchronized RequestBudget.Reservation await(long bytes, Caller caller) {
        while (memory.held() + bytes > mostOfLarge) {
            if (caller.gone()) {
                throw new CallAbandoned();
            }
            try {
                wait(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerStopping();
            }
        }
        return memory.reserve(bytes);
    }

    /** Images that wait or are being decoded. */
    public int images() {
        return small.images() + large.images();
    }

    /** Takes no more images, refuses those that wait, and waits a little for those that are being decoded. */
    @Override
    public void close() {
        small.close().forEach(task -> task.refuse(new ServerStopping()));
        large.close().forEach(task -> task.refuse(new ServerStopping()));
        long end = System.nanoTime() + GRACE.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One image to be decoded. Exactly one of its methods is called, once. */
    public interface ImageTask {

        /** Decodes it; failures are its own to keep. */
        void decode();

        /** It will not be decoded. */
        void refuse(RuntimeException reason);
    }
}
