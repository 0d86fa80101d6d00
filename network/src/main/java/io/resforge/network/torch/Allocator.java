package io.resforge.network.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Keeps glibc from giving memory back to the system after each operation, and asking for it again, page by page, in the next one.
 * The constants are those of {@code malloc.h}.
 */
final class Allocator {

    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int M_MMAP_MAX = -4;
    private static final int M_ARENA_MAX = -8;
    private static final int MEBIBYTE = 1 << 20;

    private Allocator() {}

    /** A parameter of {@code mallopt}. */
    private record Parameter(int name, int value) {}

    /**
     * Keeps all that is freed, in one place. Does nothing on systems whose C library has no {@code mallopt}; says whether it has and took
     * each parameter.
     */
    static boolean tuneForTraining() {
        return tune(
                new Parameter(M_ARENA_MAX, 1),
                new Parameter(M_MMAP_THRESHOLD, 32 * MEBIBYTE),
                // The threshold can be no higher, and 128 images of 64×32×32 numbers are just above it.
                new Parameter(M_MMAP_MAX, 0),
                new Parameter(M_TRIM_THRESHOLD, Integer.MAX_VALUE),
                new Parameter(M_TOP_PAD, 64 * MEBIBYTE));
    }

    /** Keeps what a batch takes, for each thread; the same else. */
    static boolean tuneForServing() {
        return tune(new Parameter(M_MMAP_THRESHOLD, 32 * MEBIBYTE), new Parameter(M_TRIM_THRESHOLD, 64 * MEBIBYTE));
    }

    @SuppressWarnings("restricted")
    private static boolean tune(Parameter... parameters) {
        // Other systems may have a mallopt of other constants.
        Optional<MemorySegment> address = System.getProperty("os.name").equals("Linux")
                ? Linker.nativeLinker().defaultLookup().find("mallopt")
                : Optional.empty();
        if (address.isEmpty()) {
            return false;
        }
        FunctionDescriptor signature =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle mallopt = Linker.nativeLinker().downcallHandle(address.get(), signature);
        boolean taken = true;
        for (Parameter parameter : parameters) {
            taken &= set(mallopt, parameter.name, parameter.value);
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
