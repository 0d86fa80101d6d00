package io.resforge.neuralnet.torch;

import io.resforge.neuralnet.torch.ComputeDevice.Auto;
import io.resforge.neuralnet.torch.ComputeDevice.Cpu;
import io.resforge.neuralnet.torch.ComputeDevice.Cuda;
import io.resforge.neuralnet.torch.GpuDriver.Gpu;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where arrays live and are computed. */
public sealed interface ComputeDevice {

    /** The first GPU where PyTorch can use one, else the CPU; {@link TorchRuntime#start} says which. */
    record Auto() implements ComputeDevice {}

    /** The processor. */
    record Cpu() implements ComputeDevice {}

    /**
     * An NVIDIA GPU.
     *
     * @param index from 0, as CUDA counts them
     */
    record Cuda(int index) implements ComputeDevice {
        public Cuda {
            if (index < 0) {
                throw new IllegalArgumentException("GPUs are counted from 0, was " + index);
            }
        }
    }

    /**
     * Reads {@code auto}, {@code cpu} or {@code cuda:N}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static ComputeDevice parse(String name) {
        return switch (name) {
            case "auto" -> new Auto();
            case "cpu" -> new Cpu();
            default -> {
                Matcher cuda = Pattern.compile("cuda:(\\d{1,3})").matcher(name);
                if (!cuda.matches()) {
                    throw new IllegalArgumentException(
                            "a device is auto, cpu or cuda:N, such as cuda:0, was '" + name + "'");
                }
                yield new Cuda(Integer.parseInt(cuda.group(1)));
            }
        };
    }

    /** What {@link #parse} reads. */
    default String label() {
        return switch (this) {
            case Auto _ -> "auto";
            case Cpu _ -> "cpu";
            case Cuda(int index) -> "cuda:" + index;
        };
    }

    /**
     * Decides which device a process computes on.
     *
     * @param cudaLibrary whether the PyTorch library that is loaded was built for CUDA
     * @param usable whether that library found a GPU and a driver that it can work with
     */
    record DeviceSelection(boolean cudaLibrary, boolean usable, List<Gpu> gpus) {

        public DeviceSelection {
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
}
