package io.resforge.inference.engine;

/** What computes: a network with its weights in memory of its own, which {@link #close} frees. Several threads may call it at once. */
public interface Engine extends AutoCloseable {

    /**
     * Classifies images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each; the caller's again once this returns
     * @return the logits, {@code [count * classes]}
     */
    float[] logits(byte[] pixels, int count);

    /** What computes, such as {@code onnx}, or {@code onnx up to 4 images, torch-bf16 up to 32}. */
    String name();

    /** Whether an image of a large batch costs clearly less than one of a small batch. */
    default boolean gainsFromBatches() {
        return true;
    }

    /** Bytes of native memory that it holds, roughly: its weights, and what one batch of the largest size takes. */
    long bytes();

    @Override
    void close();
}
