package io.resforge.inference.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import io.resforge.inference.engine.EngineCheck.GoldenImages;
import io.resforge.registry.checkpoint.Manifest;
import java.util.Locale;

/** The ways to compute a network, those that start and load fastest first. */
public enum EngineKind {
    /** ONNX Runtime in fp32. */
    ONNX,
    /** ONNX Runtime with bytes, of versions that tell how. */
    ONNX_INT8,
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
        return !isOnnxRuntime();
    }

    /** Whether ONNX Runtime computes, which starts at once and takes little memory. */
    boolean isOnnxRuntime() {
        return this == ONNX || this == ONNX_INT8;
    }

    /** A version's golden images, with the logits that this one must compute. */
    GoldenImages golden(Manifest manifest) {
        return this == ONNX_INT8 ? GoldenImages.int8(manifest) : new GoldenImages(manifest);
    }

    /** How near its golden logits must be to those that the trainer computed, in fp32 or with bytes. */
    Tolerance tolerance() {
        return switch (this) {
            case ONNX, TORCH_FP32 -> Tolerance.FP32;
            case ONNX_INT8 -> Tolerance.INT8;
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

        /**
         * Sums of bytes are exact; a number between two bytes becomes another of them where a processor rounds otherwise, which moves a logit
         * by a hundredth or two.
         */
        static final Tolerance INT8 = new Tolerance(.05f, false);

        /** Any number, but a number. */
        static final Tolerance ANY = new Tolerance(Float.POSITIVE_INFINITY, false);

        /** A mantissa of eight bits moves a logit by a few hundredths; no answer may change. */
        static final Tolerance BF16 = new Tolerance(.1f, true);
    }
}
