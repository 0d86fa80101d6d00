package io.resforge.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.network.torch.Precision;

/** The arithmetic that was asked for. What {@link #AUTO} stands for is up to the machine that trains. */
public enum PrecisionChoice {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("fp32")
    FP32,
    @JsonProperty("bf16")
    BF16;

    /**
     * The arithmetic on this machine.
     *
     * @throws IllegalArgumentException if this processor has no fast form of it
     */
    public Precision here() {
        return switch (this) {
            case AUTO -> Precision.fastest();
            case FP32 -> Precision.FP32;
            case BF16 -> Precision.BF16.requireSupported();
        };
    }

    /** The choice that names an arithmetic. */
    public static PrecisionChoice of(Precision precision) {
        return switch (precision) {
            case FP32 -> FP32;
            case BF16 -> BF16;
        };
    }
}
