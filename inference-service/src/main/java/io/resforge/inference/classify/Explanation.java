package io.resforge.inference.classify;

import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.PredictionIds.PredictionId;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.checkpoint.Manifest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Why a version answers for an image as it does, as far as that can be shown.
 *
 * @param classes what it answers, the likeliest first
 * @param saliency what it looks at
 * @param neighbours what it has learnt that is most like it, the nearest first; none if {@code searched} is 0
 * @param searched how many training images they were chosen from
 * @param why there are no neighbours, in a sentence; empty where there are
 */
public record Explanation(
        LiveModel model,
        List<ClassScore> classes,
        Saliency saliency,
        List<TrainingImage> neighbours,
        int searched,
        String why) {

    /**
     * How much less likely a class is with each cell of a grid covered.
     *
     * @param of the class, with its probability for the whole image
     * @param side cells in each direction
     * @param drops row by row; above 0 where the cell speaks for the class
     */
    public record Saliency(ClassScore of, int side, float[] drops) {}

    /**
     * A training image.
     *
     * @param label its class
     * @param similarity from -1 to 1, which it is for the same image
     * @param pixels small, row by row, one byte each channel
     */
    public record TrainingImage(String label, double similarity, ImageShape shape, byte[] pixels) {}

    /**
     * What is to be explained.
     *
     * @param file an image
     * @param model as a call names it, empty for the server's own
     * @param label the class whose places are looked for; empty for the likeliest
     * @param predictionId the answer of which this is the image; empty for none. Its version explains it, and it is remembered for that id
     */
    public record ExplainQuery(
            ByteBuffer file, String model, VersionChoice choice, String label, String predictionId) {}

    /**
     * Where a prediction comes from.
     *
     * @param manifest of the version that made it
     * @param label the class that it names
     * @param loaded whether the version is loaded here
     * @param explanation what was explained of it lately
     */
    public record PredictionOrigin(
            PredictionId id, Manifest manifest, String label, boolean loaded, Optional<Explanation> explanation) {}
}
