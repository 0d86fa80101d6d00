package io.resforge.neuralnet.torchscript;

/**
 * The loss that a network is trained on: the mean over the batch of the cross-entropy of each image.
 *
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param mixed whether images are mixed in pairs (mixup, arXiv 1710.09412): then an image's loss is {@code share · CE(logits, class) +
 *     (1 − share) · CE(logits, partner)}
 */
public record Loss(double labelSmoothing, boolean mixed) {

    public Loss {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label smoothing must be within [0, 1), was " + labelSmoothing);
        }
    }

    /** Plain cross-entropy. */
    public static Loss plain() {
        return new Loss(0, false);
    }
}
