package io.resforge.inference.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The ways to compute a network, those that start and load fastest first. */
public enum EngineKind {
    /** ONNX Runtime, fp32, of the version's {@code model.onnx}. */
    ONNX,
    TORCH_FP32,
    /** PyTorch with convolutions in bf16. */
    TORCH_BF16;

    /** Such as {@code torch-fp32}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it prepares itself for a batch size when it first meets it; the others compute all sizes alike. */
    boolean preparesForEachSize() {
        return this != ONNX;
    }

    /** How near its golden logits must be to those that the trainer computed in fp32. */
    Tolerance tolerance() {
        return switch (this) {
            case ONNX, TORCH_FP32 -> Tolerance.FP32;
            case TORCH_BF16 -> Tolerance.BF16;
        };
    }

    /**
     * How far a logit may be from the expected one, as a share of the image's largest expected logit, or of 1 where all
     * are smaller; and whether each image must also get the expected class.
     */
    record Tolerance(float share, boolean sameClass) {

        /**
         * Another order of sums, processor or mantissa moves a logit by a tenth of that or less; other weights, another
         * normalisation or layout move it by much more.
         */
        static final Tolerance FP32 = new Tolerance(.01f, false);

        /** Any number, but a number. */
        static final Tolerance ANY = new Tolerance(Float.POSITIVE_INFINITY, false);

        /** A mantissa of eight bits moves a logit by a few hundredths; no answer may change. */
        static final Tolerance BF16 = new Tolerance(.1f, true);
    }
}
