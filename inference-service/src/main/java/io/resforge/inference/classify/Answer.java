package io.resforge.inference.classify;

import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.models.LiveModel;
import java.util.List;

/**
 * What one version of a model sees in the images of a call.
 *
 * @param model that answered for all images
 * @param logits {@code [images * classes]}; not to be changed
 * @param predictions one an image, in their order
 */
public record Answer(LiveModel model, float[] logits, List<Prediction> predictions) {

    /**
     * A class and how likely it is.
     *
     * @param label such as {@code frog}
     * @param index from 0, in the model's order of classes
     * @param probability from 0 to 1
     */
    public record ClassScore(String label, int index, float probability) {}

    /**
     * What a model sees in one image.
     *
     * @param id names it in feedback and in logs
     * @param classes the likeliest, best first
     */
    public record Prediction(PredictionId id, List<ClassScore> classes) {

        /** The likeliest class. */
        public ClassScore best() {
            return classes.getFirst();
        }
    }
}
