package io.resforge.neuralnet.resnet;

/** How a block's input reaches its sum where the shape changes; elsewhere it is always handed on as it is. */
public enum Shortcut {
    /** A 1×1 convolution: option B of arXiv 1512.03385. */
    PROJECTION("projection"),
    /** Every second row and column, then channels of zeros: option A, which has no parameters. */
    PADDING("padding");

    private final String label;

    Shortcut(String label) {
        this.label = label;
    }

    /** As names have it. */
    String label() {
        return label;
    }
}
