package io.resforge.inference.settings;

/** Which engine an operator wants. */
public enum EngineSetting {
    /** The fastest for each batch size, measured on this machine. */
    AUTO,
    ONNX,
    TORCH_FP32,
    TORCH_BF16
}
