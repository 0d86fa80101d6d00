package io.resforge.neuralnet.torch;

import io.resforge.neuralnet.torch.ComputeDevice.Auto;
import io.resforge.neuralnet.torch.ComputeDevice.Cpu;
import io.resforge.neuralnet.torch.ComputeDevice.Cuda;
import io.resforge.neuralnet.torch.ComputeDevice.DeviceSelection;
import io.resforge.neuralnet.torch.GpuDriver.Gpu;
import java.util.List;

/** The arithmetic of the convolutions; weights are always fp32. */
public enum Precision {
    FP32,
    BF16;

    /** The fastest that this machine's processor has. */
    public static Precision fastest() {
        return fastest(new Cpu());
    }

    /**
     * The fastest that a device has; for {@code auto} that which {@link TorchRuntime#start} chose.
     *
     * @throws IllegalArgumentException if there is no such GPU
     * @throws IllegalStateException for {@code auto} before the start
     */
    public static Precision fastest(ComputeDevice device) {
        return switch (device) {
            case Auto _ -> fastest(TorchRuntime.chosen());
            case Cpu _ -> fastest(Processor.current());
            case Cuda cuda -> fastest(gpu(cuda));
        };
    }

    static Precision fastest(Processor processor) {
        return processor.hasBf16() ? BF16 : FP32;
    }

    static Precision fastest(Gpu gpu) {
        return gpu.hasBf16() ? BF16 : FP32;
    }

    /**
     * Checks that this machine's processor computes in this precision at full speed.
     *
     * @throws IllegalArgumentException if not, with the reason
     */
    public Precision requireSupported() {
        return requireSupported(new Cpu());
    }

    /**
     * Checks that a device computes in this precision at full speed; for {@code auto} that which {@link TorchRuntime#start} chose.
     *
     * @throws IllegalArgumentException if not, with the reason
     * @throws IllegalStateException for {@code auto} before the start
     */
    public Precision requireSupported(ComputeDevice device) {
        return switch (device) {
            case Auto _ -> requireSupported(TorchRuntime.chosen());
            case Cpu _ -> requireSupported(Processor.current());
            case Cuda cuda -> requireSupported(gpu(cuda));
        };
    }

    Precision requireSupported(Processor processor) {
        if (this == BF16 && !processor.hasBf16()) {
            throw new IllegalArgumentException("bf16 needs a processor with avx512_bf16, which " + processor.name()
                    + " lacks: without it bf16 is about 20 times slower than fp32; choose fp32 or auto");
        }
        return this;
    }

    Precision requireSupported(Gpu gpu) {
        if (this == BF16 && !gpu.hasBf16()) {
            throw new IllegalArgumentException("bf16 needs a GPU of compute capability 8.0 or above, and " + gpu.name()
                    + " has " + gpu.capability() + "; choose fp32 or auto");
        }
        return this;
    }

    private static Gpu gpu(Cuda cuda) {
        // The driver alone is asked, so that this works before the engine is started.
        List<Gpu> gpus = GpuDriver.gpus();
        new DeviceSelection(true, true, gpus).of(cuda);
        return gpus.get(cuda.index());
    }
}
