package io.resforge.inference.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The ways to compute a network, those that start and load fastest first. */
public enum EngineKind {
    /** ONNX Runtime, fp32, of the version's {@code model.onnx}. */
    ONNX,
    /** PyTorch, fp32. */
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
}
