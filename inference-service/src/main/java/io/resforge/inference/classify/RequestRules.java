package io.resforge.inference.classify;

import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.models.LiveModel;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request must keep to.
 *
 * @param maxImages most images a call, at least 1
 */
public record RequestRules(int maxImages) {

    /** How many classes are answered where the caller does not say. */
    static final int DEFAULT_TOP_K = 5;

    public RequestRules {
        if (maxImages < 1) {
            throw new IllegalArgumentException("a call must be allowed at least 1 image, was " + maxImages);
        }
    }

    /**
     * Checks what can be checked whichever version is live.
     *
     * @throws InvalidRequest if a rule is broken
     */
    void check(ClassifyQuery query) {
        List<Violation> violations = new ArrayList<>();
        int images = query.images().size();
        if (images < 1 || images > maxImages) {
            violations.add(new Violation("images", "must be from 1 to " + maxImages + " images, was " + images));
        } else {
            for (int i = 0; i < images; i++) {
                if (query.images().get(i) instanceof ImageInput.Missing) {
                    violations.add(new Violation(
                            "images[" + i + "].content", "must be set: either an encoded image or raw pixels"));
                }
            }
        }
        if (query.topK() < 0) {
            violations.add(new Violation("top_k", "must be at least 1, or 0 for the default, was " + query.topK()));
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequest(violations);
        }
    }

    /**
     * Checks what depends on the version that answers.
     *
     * @return how many classes to answer
     * @throws InvalidRequest if more classes are asked for than the model has
     */
    int checkAgainst(LiveModel version, ClassifyQuery query) {
        int classes = version.labels().size();
        if (query.topK() > classes) {
            throw new InvalidRequest(
                    "top_k", "must be at most " + classes + ", the number of classes, was " + query.topK());
        }
        return query.topK() == 0 ? Math.min(DEFAULT_TOP_K, classes) : query.topK();
    }
}
