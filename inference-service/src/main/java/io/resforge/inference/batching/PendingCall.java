package io.resforge.inference.batching;

import io.resforge.inference.batching.Batch.Chunk;
import io.resforge.inference.batching.Reservation.Computed;
import io.resforge.inference.models.Lease;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The images of one call, all for the model that the call borrowed, taken from the queue in pieces. The lease is given
 * back once no part is queued or being computed any more.
 */
final class PendingCall {

    private final Caller caller;
    private final QueuedClient client;
    private final Lease lease;
    private final byte[] pixels;
    private final int count;
    private final int classes;
    private final boolean gainsFromBatches;
    private final float[] logits;
    private final AtomicInteger left;
    private final CompletableFuture<float[]> answer = new CompletableFuture<>();
    private final long queuedAt = System.nanoTime();
    private volatile Computed computed;
    private volatile long waited;

    // Guarded by the queue's lock.
    private long start;
    private long number;
    private int taken;

    PendingCall(Caller caller, QueuedClient client, Lease lease, byte[] pixels, int count) {
        this.caller = caller;
        this.client = client;
        this.lease = lease;
        this.pixels = pixels;
        this.count = count;
        this.classes = lease.model().labels().size();
        this.gainsFromBatches = lease.engine().gainsFromBatches();
        this.logits = new float[count * classes];
        this.left = new AtomicInteger(count);
    }

    /** Gives it a place in the queue, by virtual time and then by number. */
    void place(long start, long number) {
        this.start = start;
        this.number = number;
    }

    long start() {
        return start;
    }

    long number() {
        return number;
    }

    /** Images that no worker has taken. */
    int waiting() {
        return count - taken;
    }

    /** Takes images of those that wait; the others begin later by as many. */
    Chunk take(int images) {
        Chunk chunk = new Chunk(this, taken, images);
        taken += images;
        start += images;
        return chunk;
    }

    CallTrace trace() {
        return caller.trace();
    }

    QueuedClient client() {
        return client;
    }

    Lease lease() {
        return lease;
    }

    /** Whether its engine computes many images in less time an image than few. */
    boolean gainsFromBatches() {
        return gainsFromBatches;
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

    /** When it joined the queue, by {@link System#nanoTime}. */
    long queuedAt() {
        return queuedAt;
    }

    /** The logits of all images, or why there are none. */
    CompletableFuture<float[]> answer() {
        return answer;
    }

    boolean wanted() {
        return !answer.isDone() && !caller.gone();
    }

    /** Its first images waited so long. */
    void waited(long nanos) {
        waited = nanos;
    }

    /** How long its first images waited; 0 before they are computed. */
    long waited() {
        return waited;
    }

    /** A batch with some of its images was computed. */
    void computed(Computed batch) {
        computed = batch;
    }

    /** The batch with its last images; empty before it is computed. */
    Optional<Computed> computed() {
        return Optional.ofNullable(computed);
    }

    /** Takes a chunk's logits out of its batch's. Chunks write to separate ranges; the counter orders them. */
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
