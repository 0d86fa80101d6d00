package io.resforge.training.dataset;

import java.util.stream.IntStream;

/**
 * Which of the training images are learnt from, and which are held out to choose the best epoch by: a tenth of each class, at
 * least one, so 45,000 and 5,000 of CIFAR-10's.
 *
 * <p>An image is held out if the digest of its pixels is among the smallest of its class. So the selection depends neither on the
 * seed of a run nor on the order of the files: a run that goes on from another's weights never chooses its best epoch by images
 * that the other has learnt, and a data set that grows keeps nearly all of its held-out images.
 *
 * @param training indices to learn from, rising
 * @param heldOut indices held out, rising
 */
public record Split(int[] training, int[] heldOut) {

    private static final int SHARE = 10;

    /** Selects the held-out images; each class has at least two. */
    public static Split of(LabelledImages images) {
        boolean[] out = new boolean[images.count()];
        PixelDigestOrder.of(images).values().forEach(ofClass -> ofClass.subList(0, held(ofClass.size()))
                .forEach(image -> out[image] = true));
        return new Split(
                IntStream.range(0, out.length).filter(i -> !out[i]).toArray(),
                IntStream.range(0, out.length).filter(i -> out[i]).toArray());
    }

    /** How many of a class's images are held out. */
    static int held(int ofClass) {
        return Math.max(1, Math.round((float) ofClass / SHARE));
    }
}
