package io.resforge.neuralnet.resnet;

/** How a bottleneck of {@link Family#V2} is built; what it puts out is the same. */
public enum Bottleneck {
    /**
     * As Keras' example: half as wide inside as the stage puts out, in the first stage a quarter, and a shortcut that is a convolution reads the
     * block's raw input.
     */
    KERAS("keras"),
    /**
     * As arXiv 1603.05027 and its authors' code: a quarter as wide inside as the stage puts out, and a shortcut that is a convolution reads what the
     * branch reads.
     */
    PAPER("paper");

    private final String label;

    Bottleneck(String label) {
        this.label = label;
    }

    /** As names have it. */
    String label() {
        return label;
    }
}
