package io.resforge.inference.classify;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.telemetry.ObserverFailures;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.neuralnet.logits.Softmax;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Has the shadow compute a share of the calls too, and compares. A busy server makes no copies. */
record ShadowCopies(Batcher batcher, ServingObserver observer) {

    /** All copies are one client of the batcher, so that together they take no more than one client's turn. */
    private static final String CLIENT = "shadow";

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** A copy is made while no more than this share of the queue is full of others' images. */
    private static final int QUEUE_SHARE = 8;

    private record Copied(float[] logits, long nanos) {}

    /** Copies a call, if it is one of the share; {@code answer} is the live version's logits, when they come. */
    void copy(ModelSlot slot, LiveModel live, byte[] pixels, int images, CompletableFuture<float[]> answer) {
        Optional<Lease> shadow = slot.borrowShadow();
        if (shadow.isEmpty()) {
            return;
        }
        if (!comparable(shadow.get().model(), live) || isBusy(images)) {
            shadow.get().close();
            return;
        }
        try {
            compute(shadow.get(), pixels, images, answer);
        } catch (Overloaded | ServerStopping | CallAbandoned e) {
            // The call itself matters more than its copy.
        } catch (RuntimeException | Error e) {
            ObserverFailures.add(e);
        }
    }

    /** The call's own images may still wait, or not any more. */
    private boolean isBusy(int own) {
        return batcher.depth() - own > batcher.capacity() / QUEUE_SHARE;
    }

    private void compute(Lease shadow, byte[] pixels, int images, CompletableFuture<float[]> answer) {
        LiveModel model = shadow.model();
        long begin = System.nanoTime();
        Reservation admission = null;
        boolean queued = false;
        try {
            admission = batcher.admit(images, Caller.of(CLIENT, TIMEOUT));
            CompletableFuture<float[]> copy = admission.submit(shadow, pixels);
            queued = true;
            copy.exceptionally(failure -> notCompared(model, images, failure));
            // One stage carries both, so that no thread ever waits here: the worker itself runs what follows.
            CompletableFuture<Copied> copied = copy.thenApply(logits -> new Copied(logits, System.nanoTime() - begin));
            answer.thenAcceptBoth(copied, (expected, actual) -> compare(model, images, expected, actual));
        } finally {
            if (!queued) {
                if (admission != null) {
                    admission.cancel();
                }
                shadow.close();
            }
        }
    }

    private void compare(LiveModel model, int images, float[] expected, Copied actual) {
        int classes = model.labels().size();
        for (int image = 0; image < images; image++) {
            boolean agrees = Softmax.likeliest(expected, image * classes, classes)
                    == Softmax.likeliest(actual.logits(), image * classes, classes);
            observer.shadowed(model, agrees, actual.nanos());
        }
    }

    /** Copies that were dropped tell nothing of the shadow. */
    private float[] notCompared(LiveModel model, int images, Throwable failure) {
        if (!(failure instanceof CallAbandoned || failure instanceof ServerStopping)) {
            observer.shadowFailed(model, images);
        }
        return null;
    }

    private static boolean comparable(LiveModel shadow, LiveModel live) {
        return shadow.image().equals(live.image()) && shadow.labels().equals(live.labels());
    }
}
