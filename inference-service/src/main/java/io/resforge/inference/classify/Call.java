package io.resforge.inference.classify;

import io.resforge.inference.batcher.Admission;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.Lease;
import io.resforge.inference.telemetry.ServingObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A call that was let in: it owns a lease and room in the queue, and gives both back whatever happens. */
record Call(
        List<ImageInput> images,
        int topK,
        Lease lease,
        Admission admission,
        BooleanSupplier abandoned,
        ServingObserver observer) {

    CompletableFuture<Answer> decodeAndSubmit() {
        long begin = System.nanoTime();
        CompletableFuture<Answer> answer = submit();
        observer.decoded(lease.model(), System.nanoTime() - begin);
        return answer;
    }

    CompletableFuture<Answer> submit() {
        boolean queued = false;
        try {
            LiveModel model = lease.model();
            byte[] pixels = Pixels.of(images, model.image(), abandoned);
            CompletableFuture<float[]> logits = admission.submit(lease, pixels, abandoned);
            queued = true;
            return logits.thenApply(values -> answer(model, values));
        } finally {
            if (!queued) {
                giveBack();
            }
        }
    }

    void giveBack() {
        admission.cancel();
        lease.close();
    }

    private Answer answer(LiveModel model, float[] logits) {
        List<Prediction> predictions = IntStream.range(0, images.size())
                .mapToObj(image -> prediction(model, Scores.top(logits, image, model.labels(), topK)))
                .toList();
        return new Answer(model, logits, predictions);
    }

    private Prediction prediction(LiveModel model, List<ClassScore> classes) {
        int best = classes.getFirst().index();
        observer.predicted(model, best);
        long unique = ThreadLocalRandom.current().nextLong();
        return new Prediction(new PredictionId(model.name(), model.version(), best, unique), classes);
    }
}
