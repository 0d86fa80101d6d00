package io.resforge.neuralnet.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * When glibc gives memory back to the system. PyTorch frees and takes the same blocks in each operation, and is quicker if they are kept. What keeps
 * its own blocks while a model is loaded, as ONNX Runtime does, had better give them back with the model. Each method says whether the C library has a
 * {@code mallopt} and took each parameter; the constants are those of {@code malloc.h}.
 */
public final class Allocator {

    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int M_MMAP_MAX = -4;
    private static final int M_ARENA_MAX = -8;
    // A number of two gigabytes would be the most otherwise, less than a large batch takes.
    private static final int NEVER = -1;
    private static final int KIBIBYTE = 1 << 10;
    private static final int MEBIBYTE = 1 << 20;

    private static boolean keepsBatches;

    private Allocator() {}

    /** A parameter of {@code mallopt}. */
    private record Parameter(int name, int value) {}

    /** Keeps all that is freed, in one place. */
    public static boolean keepAll() {
        return tune(
                new Parameter(M_ARENA_MAX, 1),
                new Parameter(M_MMAP_THRESHOLD, 32 * MEBIBYTE),
                // The threshold can be no higher, and 128 images of 64×32×32 numbers are just above it.
                new Parameter(M_MMAP_MAX, 0),
                new Parameter(M_TRIM_THRESHOLD, NEVER),
                new Parameter(M_TOP_PAD, 64 * MEBIBYTE));
    }

    /** Keeps what a batch takes, for each thread. From then on blocks stay kept. */
    public static synchronized boolean keepBatches() {
        keepsBatches = true;
        return tune(new Parameter(M_MMAP_THRESHOLD, 32 * MEBIBYTE), new Parameter(M_TRIM_THRESHOLD, 64 * MEBIBYTE));
    }

    /**
     * Gives large blocks back as soon as they are freed, unless those of batches are kept. By itself glibc does so only until one was freed: from then on
     * blocks of its size lie among small ones, and with each model that replaces another more of them can be neither used nor given back.
     */
    public static synchronized boolean giveBackLargeBlocks() {
        return keepsBatches || tune(new Parameter(M_MMAP_THRESHOLD, 256 * KIBIBYTE));
    }

    private static boolean tune(Parameter... parameters) {
        FunctionDescriptor signature =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        // Other systems may have a mallopt of other constants.
        Optional<MethodHandle> mallopt = CLibrary.LINUX ? CLibrary.find("mallopt", signature) : Optional.empty();
        if (mallopt.isEmpty()) {
            return false;
        }
        boolean taken = true;
        for (Parameter parameter : parameters) {
            taken &= set(mallopt.get(), parameter.name, parameter.value);
        }
        return taken;
    }

    private static boolean set(MethodHandle mallopt, int parameter, int value) {
        try {
            return (int) mallopt.invokeExact(parameter, value) == 1;
        } catch (Throwable e) {
            throw new AssertionError("mallopt throws nothing", e);
        }
    }
}
