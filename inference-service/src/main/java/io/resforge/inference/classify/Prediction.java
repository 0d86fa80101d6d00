package io.resforge.inference.classify;

import java.util.List;

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
