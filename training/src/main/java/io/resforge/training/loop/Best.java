package io.resforge.training.loop;

import io.resforge.network.layout.Weights;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.TrainingResult.GoldenImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The best epoch so far.
 *
 * @param epoch its number, from 1
 * @param weights after it
 * @param heldOut how these weights classify the held-out images
 */
record Best(int epoch, Weights weights, Evaluation heldOut) {

    private static final int GOLDEN_A_CLASS = 2;

    /** Whether an evaluation is better than this; of equals the earlier stays. */
    boolean isBeatenBy(Evaluation other) {
        return other.accuracy() > heldOut.accuracy();
    }

    /** The first held-out images of each class, with their logits. */
    List<GoldenImage> golden() {
        LabelledImages images = heldOut.images();
        return IntStream.range(0, heldOut.baseline().size())
                .boxed()
                .flatMap(label -> IntStream.range(0, images.count())
                        .filter(image -> images.labels()[image] == label)
                        .limit(GOLDEN_A_CLASS)
                        .boxed())
                .map(image -> new GoldenImage(pixels(images, image), heldOut.logits(image)))
                .toList();
    }

    private static byte[] pixels(LabelledImages images, int image) {
        return Arrays.copyOfRange(images.pixels(), images.offset(image), images.offset(image + 1));
    }
}
