package io.resforge.neuralnet.torch;

/**
 * What training steps came to.
 *
 * @param images how many there were
 * @param lossSum sum of their losses
 * @param correct how many were classified correctly, before the weights moved
 * @param correctTop5 how many had their class among the five highest logits; with fewer than five classes, among all
 */
public record StepTally(long images, double lossSum, long correct, long correctTop5) {

    /** Mean loss of an image; no number without images. */
    public double meanLoss() {
        return lossSum / images;
    }

    /** Share of images classified correctly; no number without images. */
    public double accuracy() {
        return (double) correct / images;
    }

    /** Share of images whose class was among the five highest logits; no number without images. */
    public double accuracyTop5() {
        return (double) correctTop5 / images;
    }
}
