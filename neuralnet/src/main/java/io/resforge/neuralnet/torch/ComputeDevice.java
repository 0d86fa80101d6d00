package io.resforge.neuralnet.torch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
}
