package io.resforge.training.recipe;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;

/** The arithmetic that is asked for. What {@link #AUTO} stands for is up to the machine that trains. */
public enum PrecisionChoice {
    AUTO,
    FP32,
    BF16;

    /**
     * The arithmetic on this machine's processor.
     *
     * @throws IllegalArgumentException if this processor has no fast form of it
     */
    public Precision here() {
        return on(new ComputeDevice.Cpu());
    }

    /** The arithmetic on a device, or fp32 if it has no fast form of that. */
    public Precision onOrFp32(ComputeDevice device) {
        return this == BF16 ? goingOn(Precision.BF16, device) : on(device);
    }

    /**
     * The arithmetic on a device for a run that has begun in another one, which it keeps if the device has a fast form of it.
     *
     * @param before the arithmetic up to here
     */
    public static Precision goingOn(Precision before, ComputeDevice device) {
        try {
            return before.requireSupported(device);
        } catch (IllegalArgumentException e) {
            return Precision.FP32;
        }
    }

    /**
     * The arithmetic on a device; {@link ComputeDevice.Auto} is the one that the engine was started for.
     *
     * @throws IllegalArgumentException if it has no fast form of it
     */
    public Precision on(ComputeDevice device) {
        return switch (this) {
            case AUTO -> Precision.fastest(device);
            case FP32 -> Precision.FP32;
            case BF16 -> Precision.BF16.requireSupported(device);
        };
    }
}
