package io.resforge.neuralnet.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/**
 * Asks NVIDIA's driver which GPUs there are, by the CUDA driver API. DJL asks the CUDA runtime, which lies beside libtorch where it is not
 * found by name. The constants are those of {@code cuda.h}.
 */
final class GpuDriver {

    private static final String LIBRARY = "libcuda.so.1";
    private static final int COMPUTE_CAPABILITY_MAJOR = 75;
    private static final int COMPUTE_CAPABILITY_MINOR = 76;
    private static final int LONGEST_NAME = 256;

    private final SymbolLookup library;

    private GpuDriver(SymbolLookup library) {
        this.library = library;
    }

    /** The GPUs that this process may use, in CUDA's order; none where there is no driver. */
    static List<Gpu> gpus() {
        try {
            return new GpuDriver(library()).list();
        } catch (IllegalArgumentException | NoSuchElementException e) {
            // The library, or a function of it, is not there: a machine without a GPU, or another system than Linux.
            return List.of();
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    }

    private List<Gpu> list() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_INT);
            if (call("cuInit", 0) != 0 || call("cuDeviceGetCount", out) != 0) {
                return List.of();
            }
            int count = out.get(JAVA_INT, 0);
            return IntStream.range(0, count).mapToObj(this::gpu).toList();
        }
    }

    private Gpu gpu(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_INT);
            require(call("cuDeviceGet", out, index));
            int device = out.get(JAVA_INT, 0);
            MemorySegment name = arena.allocate(JAVA_BYTE, LONGEST_NAME);
            require(call("cuDeviceGetName", name, LONGEST_NAME, device));
            require(call("cuDeviceGetAttribute", out, COMPUTE_CAPABILITY_MAJOR, device));
            int major = out.get(JAVA_INT, 0);
            require(call("cuDeviceGetAttribute", out, COMPUTE_CAPABILITY_MINOR, device));
            return new Gpu(name.getString(0), major, out.get(JAVA_INT, 0));
        }
    }

    private static void require(int result) {
        if (result != 0) {
            throw new IllegalStateException("NVIDIA's driver could not describe a GPU: CUDA error " + result);
        }
    }

    /** Calls a function of ints and pointers, which returns 0 for success. */
    @SuppressWarnings("restricted")
    private int call(String function, Object... arguments) {
        MemoryLayout[] types = new MemoryLayout[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i] instanceof Integer ? JAVA_INT : ADDRESS;
        }
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(library.findOrThrow(function), FunctionDescriptor.of(JAVA_INT, types));
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError("C functions throw nothing", e);
        }
    }

    /** What NVIDIA's driver says about a GPU. */
    record Gpu(String name, int major, int minor) {

        /** Whether it computes in bf16 at full speed: from compute capability 8.0 on. */
        boolean hasBf16() {
            return major >= 8;
        }

        String capability() {
            return major + "." + minor;
        }
    }
}
