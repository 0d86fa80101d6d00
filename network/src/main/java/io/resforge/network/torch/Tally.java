package io.resforge.network.torch;

/**
 * What training steps came to.
 *
 * @param images how many there were
 * @param lossSum sum of their losses
 * @param correct how many were classified correctly, before the weights moved
 */
public record Tally(long images, double lossSum, long correct) {

    /** Mean loss of an image; no number without images. */
    public double meanLoss() {
        return lossSum / images;
    }

    /** Share of images classified correctly; no number without images. */
    public double accuracy() {
        return (double) correct / images;
    }
}
