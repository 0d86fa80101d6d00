package io.resforge.inference.batching;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.models.Lease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Room in the queue for one call's images, used once: by {@link #submit} or {@link #cancel}. When the caller goes, the
 * room is free at once.
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
     * Queues the images; more than a full batch are split and joined again. All are computed by the leased model.
     *
     * @param lease is given back when the answer is there; if this call throws, it stays the caller's
     * @param pixels {@code [images, height, width, channels]}, one byte each; not to be changed any more
     * @return the logits, {@code [images * classes]}, or {@link CallAbandoned}, or whatever made computing fail
     * @throws ServerStopping if the server is shutting down
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

    /** How long the call's first images waited in the queue, in nanoseconds; 0 before they are computed. */
    public long waitedNanos() {
        PendingCall call = submitted();
        return call == null ? 0 : call.waited();
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

    /** What comes of asking for room in the queue. */
    sealed interface AdmissionResult {

        /** There is room, and it is held. */
        record Granted(QueuedClient client) implements AdmissionResult {}

        /** There is too little room: so many images wait, and this client may take so many more. */
        record Full(int waiting, int free) implements AdmissionResult {}

        /** There is room, but so many images are ahead that the answer would come too late. */
        record TooLong(int ahead) implements AdmissionResult {}
    }

    /** The number of the batch with a call's last images, the images of all its calls, and what its engine took. */
    public record Computed(long batch, int images, long nanos) {}
}
