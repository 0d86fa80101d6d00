package io.resforge.inference.batching;

import io.resforge.inference.models.Lease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Room in the queue for the images of one call. It is used once: either {@link #submit} or {@link #cancel}. When the caller goes, the room
 * is free at once, whether its images are being decoded or wait for a worker.
 */
public final class Reservation {

    private final ImageQueue queue;
    private final Caller caller;
    private final QueuedClient client;
    private final int images;
    private boolean used;
    private PendingCall job;

    private Reservation(ImageQueue queue, Caller caller, QueuedClient client, int images) {
        this.queue = queue;
        this.caller = caller;
        this.client = client;
        this.images = images;
    }

    static Reservation of(ImageQueue queue, Caller caller, QueuedClient client, int images) {
        Reservation admission = new Reservation(queue, caller, client, images);
        caller.onLeaving(admission::abandon);
        return admission;
    }

    /**
     * Queues the images. More than a full batch are split and joined again; all are computed by the leased model.
     *
     * @param lease is given back when the answer is there; if this call throws, it stays the caller's
     * @param pixels {@code [images, height, width, channels]}, one byte each; not to be changed any more
     * @return the logits, {@code [images * classes]}, completed by a worker; or {@link CallAbandoned}, or whatever made computing fail
     * @throws CallAbandoned if the caller has gone
     * @throws ServerStopping if the server is going down
     */
    public synchronized CompletableFuture<float[]> submit(Lease lease, byte[] pixels) {
        if (used) {
            throw new CallAbandoned();
        }
        PendingCall submitted = new PendingCall(caller, client, lease, pixels, images);
        queue.add(submitted);
        used = true;
        job = submitted;
        return submitted.answer();
    }

    /** The batch with the call's last images; empty before it is computed. */
    public Optional<Computed> computed() {
        return Optional.ofNullable(submitted()).flatMap(PendingCall::computed);
    }

    /** Gives the room back, unless the images were queued. */
    public synchronized void cancel() {
        if (!used) {
            used = true;
            queue.unreserve(client, images);
        }
    }

    private void abandon() {
        cancel();
        PendingCall submitted = submitted();
        if (submitted != null) {
            queue.remove(submitted).ifPresent(rest -> submitted.fail(rest, new CallAbandoned()));
        }
    }

    private synchronized PendingCall submitted() {
        return job;
    }
}
