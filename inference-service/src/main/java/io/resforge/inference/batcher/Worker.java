package io.resforge.inference.batcher;

import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.Lease;
import io.resforge.inference.telemetry.CallTrace;
import io.resforge.inference.telemetry.ComputedBatch;
import io.resforge.inference.telemetry.ServingObserver;
import java.util.List;
import java.util.Optional;

/** Computes batches, one after the other, until the queue is closed and drained. No failure of a batch ends it. */
final class Worker implements Runnable {

    private final ImageQueue queue;
    private final DrainTime drainTime;
    private final ServingObserver observer;
    private final Buffers buffers = new Buffers();

    Worker(ImageQueue queue, DrainTime drainTime, ServingObserver observer) {
        this.queue = queue;
        this.drainTime = drainTime;
        this.observer = observer;
    }

    @Override
    public void run() {
        try {
            Optional<Batch> batch = queue.take(false);
            while (batch.isPresent()) {
                handle(batch.get());
                Thread.yield(); // the answers are to leave before the next batch takes the processor
                batch = queue.take(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Batch batch) {
        batch.dropped().forEach(chunk -> chunk.job().fail(chunk, new Abandoned()));
        if (batch.chunks().isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        float[] logits;
        try {
            logits = compute(batch);
        } catch (Throwable failure) { // an Error of the engine, too, must not cost the server a worker
            batch.chunks().forEach(chunk -> chunk.job().fail(chunk, failure));
            return;
        }
        int at = 0;
        for (Chunk chunk : batch.chunks()) {
            chunk.job().complete(chunk, logits, at);
            at += chunk.count();
        }
        // Sending the answers, too, is work that holds up the next batch.
        drainTime.computed(batch.images(), System.nanoTime() - begin);
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
        observer.computed(model, images, end - begin);
        for (Chunk chunk : batch.chunks()) {
            if (chunk.begins()) {
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
}
