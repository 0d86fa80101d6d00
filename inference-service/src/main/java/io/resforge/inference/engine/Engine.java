package io.resforge.inference.engine;

/** Computes a network with weights in native memory, freed by {@link #close}. Several threads may call it at once. */
public interface Engine extends AutoCloseable {

    /**
     * Classifies images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each; the caller's again once this returns
     * @return the logits, {@code [count * classes]}
     */
    float[] logits(byte[] pixels, int count);

    /**
     * Computes what the last layer reads.
     *
     * @param pixels as {@link #logits} takes them
     * @return the features, {@code [count * features]}, as many for each image
     */
    default float[] features(byte[] pixels, int count) {
        throw new UnsupportedOperationException("the engine " + name() + " tells no features");
    }

    /** What computes, such as {@code onnx}, or {@code onnx up to 4 images, torch-bf16 up to 32}. */
    String name();

    /** What computes a batch of this size, such as {@code onnx}. */
    default String name(int count) {
        return name();
    }

    /** Whether an image of a large batch costs clearly less than one of a small batch. */
    default boolean gainsFromBatches() {
        return true;
    }

    /** Bytes of native memory that it holds, roughly: its weights, and what one batch of the largest size takes. */
    long bytes();

    @Override
    void close();
}
