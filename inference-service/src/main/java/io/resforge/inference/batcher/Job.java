package io.resforge.inference.batcher;

import io.resforge.inference.slot.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The images of one call, all for the one model that the call borrowed. The lease is given back once no part of the job is
 * queued or being computed any more, whether or not it succeeded.
 */
final class Job {

    private final Lease lease;
    private final byte[] pixels;
    private final int count;
    private final BooleanSupplier abandoned;
    private final int classes;
    private final float[] logits;
    private final AtomicInteger left;
    private final CompletableFuture<float[]> answer = new CompletableFuture<>();

    /** Takes over the lease. */
    Job(Lease lease, byte[] pixels, int count, BooleanSupplier abandoned) {
        this.lease = lease;
        this.pixels = pixels;
        this.count = count;
        this.abandoned = abandoned;
        this.classes = lease.model().labels().size();
        this.logits = new float[count * classes];
        this.left = new AtomicInteger(count);
    }

    List<Chunk> chunks(int maxImages, long now) {
        List<Chunk> chunks = new ArrayList<>();
        for (int first = 0; first < count; first += maxImages) {
            chunks.add(new Chunk(this, first, Math.min(maxImages, count - first), now));
        }
        return chunks;
    }

    Lease lease() {
        return lease;
    }

    byte[] pixels() {
        return pixels;
    }

    int count() {
        return count;
    }

    int bytesPerImage() {
        return pixels.length / count;
    }

    /** The logits of all images, or why there are none. */
    CompletableFuture<float[]> answer() {
        return answer;
    }

    boolean wanted() {
        return !answer.isDone() && !abandoned.getAsBoolean();
    }

    /** Takes a chunk's logits out of its batch's. Chunks write to ranges of their own; the count of what is left orders them. */
    void complete(Chunk chunk, float[] batch, int firstInBatch) {
        System.arraycopy(batch, firstInBatch * classes, logits, chunk.first() * classes, chunk.count() * classes);
        settle(chunk);
    }

    void fail(Chunk chunk, Throwable failure) {
        answer.completeExceptionally(failure);
        settle(chunk);
    }

    private void settle(Chunk chunk) {
        if (left.addAndGet(-chunk.count()) > 0) {
            return;
        }
        lease.close();
        answer.complete(logits);
    }
}
