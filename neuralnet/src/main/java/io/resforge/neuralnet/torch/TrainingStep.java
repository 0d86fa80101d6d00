package io.resforge.neuralnet.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** One step's gradient and whatever else lives no longer than the step; closing it frees all that. */
public final class TrainingStep implements AutoCloseable {

    private final NDManager scratch;
    private final NDArray gradient;

    TrainingStep(NDManager scratch, NDArray gradient) {
        this.scratch = scratch;
        this.gradient = gradient;
    }

    /** Of the mean loss by each parameter, fp32 {@code [parameterCount]}; may be changed in place. */
    public NDArray gradient() {
        return gradient;
    }

    /**
     * Owner of arrays that the step needs only for itself. An operation's result belongs to the manager of its first operand: what
     * comes of {@link #gradient} is freed with the step, what comes of the parameters or a momentum must be attached to this.
     */
    public NDManager scratch() {
        return scratch;
    }

    @Override
    public void close() {
        scratch.close();
    }

    /**
     * What training steps came to.
     *
     * @param images how many there were
     * @param lossSum sum of their losses
     * @param correct how many were classified correctly, before the weights moved
     * @param correctTop5 how many had their class among the five highest logits; with fewer than five classes, among all
     */
    public record StepTally(long images, double lossSum, long correct, long correctTop5) {

        /** Mean loss of an image; NaN without images. */
        public double meanLoss() {
            return lossSum / images;
        }

        /** Share of images classified correctly; NaN without images. */
        public double accuracy() {
            return (double) correct / images;
        }

        /** Share of images whose class was among the five highest logits; NaN without images. */
        public double accuracyTop5() {
            return (double) correctTop5 / images;
        }
    }
}
