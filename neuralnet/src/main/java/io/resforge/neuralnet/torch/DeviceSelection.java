package io.resforge.neuralnet.torch;

import io.resforge.neuralnet.torch.ComputeDevice.Auto;
import io.resforge.neuralnet.torch.ComputeDevice.Cpu;
import io.resforge.neuralnet.torch.ComputeDevice.Cuda;
import io.resforge.neuralnet.torch.GpuDriver.Gpu;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides which device a process computes on.
 *
 * @param cudaLibrary whether the PyTorch library that is loaded was built for CUDA
 * @param usable whether that library found a GPU and a driver that it can work with
 * @param gpus what the driver lists
 */
record DeviceSelection(boolean cudaLibrary, boolean usable, List<Gpu> gpus) {

    DeviceSelection {
        gpus = List.copyOf(gpus);
    }

    /**
     * The device that is meant: the CPU or a GPU that is there.
     *
     * @throws IllegalArgumentException if it cannot be used, with the reason and what to do
     */
    ComputeDevice of(ComputeDevice wanted) {
        return switch (wanted) {
            case Auto _ -> cudaLibrary && usable && !gpus.isEmpty() ? new Cuda(0) : new Cpu();
            case Cpu cpu -> cpu;
            case Cuda cuda -> require(cuda);
        };
    }

    private Cuda require(Cuda wanted) {
        String name = wanted.label();
        if (!cudaLibrary) {
            throw new IllegalArgumentException(name
                    + " needs PyTorch's library for CUDA, and the one for the CPU is loaded: set PYTORCH_LIBRARY_PATH to the"
                    + " folder that holds libtorch_cuda.so, PYTORCH_VERSION=" + TorchRuntime.PYTORCH_VERSION
                    + " and PYTORCH_FLAVOR=" + TorchRuntime.CUDA_FLAVOR + ", or choose cpu or auto");
        }
        if (gpus.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " is not there: NVIDIA's driver shows no GPU; choose cpu or auto");
        }
        if (wanted.index() >= gpus.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is not there: this machine has %d %s: %s",
                    name,
                    gpus.size(),
                    gpus.size() == 1 ? "GPU" : "GPUs",
                    names()));
        }
        if (!usable) {
            throw new IllegalArgumentException(name
                    + " cannot be used: the driver shows it, but PyTorch cannot work with that driver; update the driver, or"
                    + " choose cpu or auto");
        }
        return wanted;
    }

    private String names() {
        return IntStream.range(0, gpus.size())
                .mapToObj(index ->
                        new Cuda(index).label() + " (" + gpus.get(index).name() + ")")
                .collect(Collectors.joining(", "));
    }
}
