package io.resforge.inference.batcher;

import io.resforge.inference.slot.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Room in the queue for the images of one call. It is used once: either {@link #submit} or {@link #cancel}. */
public final class Admission {

    private final ImageQueue queue;
    private final BatchLimits limits;
    private final int images;

    Admission(ImageQueue queue, BatchLimits limits, int images) {
        this.queue = queue;
        this.limits = limits;
        this.images = images;
    }

    /**
     * Queues the images. More than a full batch are split and joined again; all are computed by the leased model.
     *
     * @param lease is given back when the answer is there; if this call throws, it stays the caller's
     * @param pixels {@code [images, height, width, channels]}, one byte each; not to be changed any more
     * @param abandoned whether nobody waits for the answer any more; asked before the images are computed
     * @return the logits, {@code [images * classes]}, completed by a worker; or {@link Abandoned}, or whatever made computing fail
     * @throws Stopping if the server is going down
     */
    public CompletableFuture<float[]> submit(Lease lease, byte[] pixels, BooleanSupplier abandoned) {
        Job job = new Job(lease, pixels, images, abandoned);
        queue.add(job.chunks(limits.maxImages(), System.nanoTime()));
        return job.answer();
    }

    /** Gives the room back. */
    public void cancel() {
        queue.unreserve(images);
    }
}
