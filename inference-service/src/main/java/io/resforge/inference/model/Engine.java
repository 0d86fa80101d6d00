package io.resforge.inference.model;

/** What computes: a network with its weights in memory of its own, which {@link #close} frees. Several threads may call it at once. */
public interface Engine extends AutoCloseable {

    /**
     * Classifies images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each; the caller's again once this returns
     * @return the logits, {@code [count * classes]}
     */
    float[] logits(byte[] pixels, int count);

    /** What computes, such as {@code onnx}. */
    String name();

    /** Native memory that it holds, about. */
    long bytes();

    @Override
    void close();
}
