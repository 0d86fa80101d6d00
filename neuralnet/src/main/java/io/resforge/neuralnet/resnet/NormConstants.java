package io.resforge.neuralnet.resnet;

/** The two numbers of a batch norm, which frameworks choose differently. */
public enum NormConstants {
    /** PyTorch's: epsilon 1e-5, a tenth of each batch in the running mean and variance. */
    PYTORCH("pytorch", 1e-5, 0.1),
    /** Keras': epsilon 1e-3, a hundredth of each batch, which Keras calls a momentum of .99. */
    KERAS("keras", 1e-3, 0.01);

    private final String label;
    private final double epsilon;
    private final double momentum;

    NormConstants(String label, double epsilon, double momentum) {
        this.label = label;
        this.epsilon = epsilon;
        this.momentum = momentum;
    }

    /** As names have it. */
    String label() {
        return label;
    }

    /** Added to the variance. */
    double epsilon() {
        return epsilon;
    }

    /** Share of a batch's own mean and variance in the running ones. */
    double momentum() {
        return momentum;
    }
}
