package io.resforge.network.torch;

/** The arithmetic of the convolutions; weights are always fp32. */
public enum Precision {
    FP32,
    BF16;

    /** The fastest that this processor has. */
    public static Precision fastest() {
        return fastest(Processor.current());
    }

    static Precision fastest(Processor processor) {
        return processor.hasBf16() ? BF16 : FP32;
    }

    /**
     * Checks that this processor computes in this precision at full speed.
     *
     * @throws IllegalArgumentException if not, with the reason
     */
    public Precision requireSupported() {
        return requireSupported(Processor.current());
    }

    Precision requireSupported(Processor processor) {
        if (this == BF16 && !processor.hasBf16()) {
            throw new IllegalArgumentException("bf16 needs a processor with avx512_bf16, which " + processor.name()
                    + " lacks: without it bf16 is about 20 times slower than fp32; choose fp32 or auto");
        }
        return this;
    }
}
