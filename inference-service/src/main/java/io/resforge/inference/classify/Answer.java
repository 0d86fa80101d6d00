package io.resforge.inference.classify;

import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.PredictionIds.PredictionId;
import io.resforge.inference.models.LiveModel;
import java.util.List;

/**
 * What one version sees in a call's images.
 *
 * @param logits {@code [images * classes]}
 * @param predictions one for each image
 * @param times what it took
 */
public record Answer(LiveModel model, float[] logits, List<Prediction> predictions, StageTimes times) {

    /**
     * What a call took, in nanoseconds.
     *
     * @param decode from its images' joining the decoders to their pixels; 0 where they came as pixels
     * @param queue that its first images waited for a worker
     * @param compute of the batch with its last images
     * @param batch images of all calls in that batch
     */
    public record StageTimes(long decode, long queue, long compute, int batch) {}

    /** A class such as {@code frog}, its index from 0 in the model's order, and its probability from 0 to 1. */
    public record ClassScore(String label, int index, float probability) {}

    /** What a model sees in one image; the id names it in feedback and in logs. The likeliest class comes first. */
    public record Prediction(PredictionId id, List<ClassScore> classes) {

        /** The likeliest class. */
        public ClassScore best() {
            return classes.getFirst();
        }
    }
}
