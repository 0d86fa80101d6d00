package io.resforge.neuralnet.resnet;

/** In which order a layer computes; the switch that Keras' example calls {@code conv_first}. */
public enum LayerOrder {
    /** Convolution, batch norm, ReLU. */
    CONV_BN_RELU("conv-bn-relu"),
    /** Batch norm, ReLU, convolution. */
    BN_RELU_CONV("bn-relu-conv");

    private final String label;

    LayerOrder(String label) {
        this.label = label;
    }

    /** As names have it. */
    String label() {
        return label;
    }
}
