package io.resforge.inference.classify;

import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.Answer.Prediction;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.Lease.RouteReason;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ServedModel;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A call that was let in: it owns a lease and room in the queue, and gives both back whatever happens. */
record Call(
        List<ImageInput> images,
        int topK,
        ServedModel model,
        Lease lease,
        Reservation admission,
        Caller caller,
        CallObservers observers) {

    /** Decodes the images and has them computed. */
    CompletableFuture<Answer> decodeAndSubmit(Decoders decoders) {
        PixelDecoding decoding;
        CompletableFuture<byte[]> decoded;
        try {
            decoding = new PixelDecoding(images, lease.model().image(), caller);
            decoded = decoding.decode(decoders);
        } catch (RuntimeException | Error e) { // such as of no memory for the pixels
            giveBack();
            throw e;
        }
        return decoded.whenComplete((pixels, failure) -> decoded(decoding.began(), failure))
                .thenCompose(this::submit);
    }

    private void decoded(long begin, Throwable failure) {
        if (failure != null) {
            giveBack();
            return;
        }
        long end = System.nanoTime();
        observers.observer().decoded(lease.model(), end - begin);
        caller.trace().stage("decode", begin, end);
    }

    /** Has images computed none of which must be decoded. */
    CompletableFuture<Answer> submit() {
        byte[] pixels;
        try {
            pixels = new PixelDecoding(images, lease.model().image(), caller).raw();
        } catch (RuntimeException | Error e) {
            giveBack();
            throw e;
        }
        return submit(pixels);
    }

    private CompletableFuture<Answer> submit(byte[] pixels) {
        boolean queued = false;
        try {
            LiveModel version = lease.model();
            CompletableFuture<float[]> logits = admission.submit(lease, pixels);
            queued = true;
            return lookOn(version, pixels, logits).thenApply(values -> answer(version, values));
        } finally {
            if (!queued) {
                giveBack();
            }
        }
    }

    private CompletableFuture<float[]> lookOn(LiveModel version, byte[] pixels, CompletableFuture<float[]> logits) {
        if (lease.origin() == RouteReason.LIVE) {
            observers.shadows().copy(model.slot(), version, pixels, images.size(), logits);
        }
        return observers.traffic().follow(model.canary(), lease, caller, logits, admission::computed);
    }

    private void giveBack() {
        admission.cancel();
        lease.close();
    }

    private Answer answer(LiveModel model, float[] logits) {
        List<Prediction> predictions = new ArrayList<>(images.size());
        PredictionIds.OfCall ids = observers.ids().ofCall();
        for (int image = 0; image < images.size(); image++) {
            List<ClassScore> classes = LogitScores.top(logits, image, model.labels(), topK);
            predictions.add(prediction(
                    model,
                    ids.of(model.name(), model.version(), classes.getFirst().index(), image),
                    classes));
        }
        return new Answer(model, logits, predictions);
    }

    private Prediction prediction(LiveModel model, PredictionId id, List<ClassScore> classes) {
        ClassScore best = classes.getFirst();
        observers
                .observer()
                .predicted(new PredictionEvent(
                        model, id, best.index(), best.probability(), caller.waitedNanos(), caller.trace()));
        return new Prediction(id, classes);
    }

    /** Who is told of calls, or makes something of them, without a part in the answer. */
    record CallObservers(
            ServingObserver observer, TrafficStatistics traffic, ShadowCopies shadows, PredictionIds ids) {}
}
