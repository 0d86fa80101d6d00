package io.resforge.network.torch;

/** The arithmetic of the convolutions; weights are always fp32. */
public enum Precision {
    FP32,
    BF16;

    /** The fastest that this processor has. */
    public static Precision fastest() {
        throw new UnsupportedOperationException();
    }

    /**
     * Checks that this processor computes in this precision at full speed.
     *
     * @throws IllegalArgumentException if not, with the reason
     */
    public Precision requireSupported() {
        throw new UnsupportedOperationException();
    }
}
