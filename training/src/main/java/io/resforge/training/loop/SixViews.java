package io.resforge.training.loop;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Evaluation.Evaluator.MirrorImages;

/**
 * Images by the mean of the logits of six views of each (arXiv 2404.00498): as it is and moved by one pixel towards the lower right and the
 * upper left, with its own mirror image around it, and each of these mirrored. The views in place count for one half, the others for the
 * other.
 */
final class SixViews {

    /** How many views there are. */
    static final int COUNT = 6;

    private SixViews() {}

    /** @param flipped the same images by the mean over the two views in place */
    static Evaluation of(Classifier classifier, int classes, Evaluation flipped) throws InterruptedException {
        LabelledImages images = flipped.images();
        Evaluation lower = flipped(classifier, classes, moved(images, 1));
        Evaluation upper = flipped(classifier, classes, moved(images, -1));
        return new Evaluation(
                images, flipped.averagedWith(lower.averagedWith(upper)).logits());
    }

    private static Evaluation flipped(Classifier classifier, int classes, LabelledImages images)
            throws InterruptedException {
        return Evaluation.of(classifier, images, classes)
                .averagedWith(Evaluation.of(classifier, MirrorImages.of(images), classes));
    }

    /** Images moved so far down and to the right; what moves in is the image mirrored at its outermost row and column. */
    static LabelledImages moved(LabelledImages images, int by) {
        ImageShape shape = images.shape();
        byte[] moved = new byte[images.pixels().length];
        for (int image = 0; image < images.count(); image++) {
            int begin = images.offset(image);
            for (int row = 0; row < shape.height(); row++) {
                for (int column = 0; column < shape.width(); column++) {
                    int from =
                            reflected(row - by, shape.height()) * shape.width() + reflected(column - by, shape.width());
                    int to = row * shape.width() + column;
                    System.arraycopy(
                            images.pixels(),
                            begin + from * shape.channels(),
                            moved,
                            begin + to * shape.channels(),
                            shape.channels());
                }
            }
        }
        return new LabelledImages(shape, moved, images.labels());
    }

    private static int reflected(int place, int side) {
        int inside = Math.abs(place);
        return inside < side ? inside : 2 * (side - 1) - inside;
    }
}
