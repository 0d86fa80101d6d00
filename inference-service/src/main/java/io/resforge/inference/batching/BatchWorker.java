package io.resforge.inference.batching;

import io.resforge.inference.batching.Batch.Chunk;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Reservation.Computed;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.ComputedBatch;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import io.resforge.support.LogLimit;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Computes batches until the queue is closed and drained. Nothing that is thrown ends it. */
final class BatchWorker implements Runnable {

    private static final System.Logger LOG = System.getLogger(BatchWorker.class.getName());
    private static final LogLimit LIMIT = new LogLimit();

    private static final AtomicLong BATCHES = new AtomicLong();

    /** Before it goes on, should the queue itself fail again and again. */
    private static final long PAUSE_NANOS = 10_000_000;

    private final ImageQueue queue;
    private final DrainTime drainTime;
    private final ServingObserver observer;
    private final BatchBuffers buffers = new BatchBuffers();

    BatchWorker(ImageQueue queue, DrainTime drainTime, ServingObserver observer) {
        this.queue = queue;
        this.drainTime = drainTime;
        this.observer = observer;
    }

    @Override
    public void run() {
        boolean fromBatch = false;
        boolean open = true;
        while (open) {
            try {
                Optional<Batch> batch = queue.take(fromBatch);
                open = batch.isPresent();
                fromBatch = true;
                batch.ifPresent(this::handle);
                Thread.yield(); // the answers are to leave before the next batch takes the processor
            } catch (InterruptedException e) {
                // Not intended: a worker ends when the queue is closed.
            } catch (Throwable e) {
                log(e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void handle(Batch batch) {
        answer(batch.dropped(), chunk -> chunk.job().fail(chunk, new CallAbandoned()));
        if (batch.chunks().isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        float[] logits;
        try {
            logits = compute(batch);
        } catch (Throwable failure) { // an Error, too, is told to all who wait for this batch
            answer(batch.chunks(), chunk -> chunk.job().fail(chunk, failure));
            return;
        }
        AtomicInteger at = new AtomicInteger();
        answer(batch.chunks(), chunk -> chunk.job().complete(chunk, logits, at.getAndAdd(chunk.count())));
        // Sending the answers, too, is work that holds up the next batch.
        drainTime.computed(batch.images(), System.nanoTime() - begin);
    }

    /** A callback may fail beyond what a future catches, by a stack that overflows; the others get their answers. */
    private static void answer(List<Chunk> chunks, Consumer<Chunk> end) {
        for (Chunk chunk : chunks) {
            try {
                end.accept(chunk);
            } catch (Throwable e) {
                log(e);
            }
        }
    }

    private static void log(Throwable failure) {
        if (LIMIT.allows()) {
            LOG.log(Level.ERROR, "a worker failed; it goes on", failure);
        }
    }

    private float[] compute(Batch batch) {
        Lease lease = batch.chunks().getFirst().job().lease();
        LiveModel model = lease.model();
        int images = batch.images();
        long begin = System.nanoTime();
        float[] logits = lease.engine().logits(batch.pixels(buffers), images);
        long end = System.nanoTime();
        if (logits.length != images * model.labels().size()) {
            throw new IllegalStateException("the engine answered " + logits.length + " logits for " + images
                    + " images of " + model.labels().size() + " classes");
        }
        observer.computed(model, lease.engine().name(images), images, end - begin);
        Computed computed = new Computed(BATCHES.incrementAndGet(), images, end - begin);
        for (Chunk chunk : batch.chunks()) {
            chunk.job().computed(computed);
            if (chunk.begins()) {
                chunk.job().waited(begin - chunk.job().queuedAt());
                observer.waited(model, begin - chunk.job().queuedAt());
                chunk.job().trace().stage("queue", chunk.job().queuedAt(), begin);
            }
        }
        List<CallTrace> followed = batch.followed();
        if (!followed.isEmpty()) {
            observer.followed(new ComputedBatch(model, images, begin, end, followed));
        }
        return logits;
    }

    /** Arrays that a worker fills for each batch anew, of recent sizes: an engine takes one as long as its images. */
    static final class BatchBuffers {

        private static final int MOST_BYTES = 4 << 20;

        private final LinkedHashMap<Integer, byte[]> bySize = new LinkedHashMap<>(16, .75f, true);
        private int bytes;

        /** An array of this length, with whatever is in it. It may be used until the next call. */
        byte[] get(int length) {
            byte[] kept = bySize.get(length);
            if (kept != null) {
                return kept;
            }
            byte[] made = new byte[length];
            bySize.put(length, made);
            bytes += length;
            while (bytes > MOST_BYTES && bySize.size() > 1) {
                bytes -= bySize.pollFirstEntry().getKey();
            }
            return made;
        }
    }
}
