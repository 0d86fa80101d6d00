package io.resforge.neuralnet.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import io.resforge.neuralnet.torch.ComputeDevice.DeviceSelection;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The one PyTorch engine of this process. */
public final class TorchRuntime {

    /** The version that the natives of this build have. */
    public static final String PYTORCH_VERSION = "2.7.1";
    /** The CUDA build that DJL's native code was compiled for. */
    static final String CUDA_FLAVOR = "cu128";

    /** 0 until the engine is started. */
    private static volatile int threads;

    private static volatile ComputeDevice chosen;

    private TorchRuntime() {}

    /**
     * Loads the native library, to compute on the CPU, once; later calls do nothing.
     *
     * @param intraOpThreads threads that one operation is spread over, at least 1
     * @throws UnusableLibrary if the native library cannot be loaded, with the reason
     */
    public static void start(int intraOpThreads) {
        start(intraOpThreads, new ComputeDevice.Cpu());
    }

    /**
     * Loads the native library, once; later calls for the same device, or for any, do nothing. All arrays and networks of this process
     * live on the device that is chosen here.
     *
     * @param intraOpThreads threads that one operation on the CPU is spread over, at least 1
     * @return the device that was chosen: the CPU or a GPU
     * @throws IllegalArgumentException if the device is not there, or the library is not made for it, with what to do
     * @throws UnusableLibrary if the native library cannot be loaded, with the reason
     * @throws IllegalStateException if it runs already on another device
     */
    public static synchronized ComputeDevice start(int intraOpThreads, ComputeDevice device) {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("PyTorch needs at least 1 thread, was " + intraOpThreads);
        }
        if (threads == 0) {
            load(intraOpThreads);
            chosen = placement().of(device);
            threads = intraOpThreads;
        } else if (!(device instanceof ComputeDevice.Auto) && !device.equals(chosen)) {
            throw new IllegalStateException("PyTorch runs on " + chosen.label() + " in this process, it cannot run on "
                    + device.label() + " too");
        }
        return chosen;
    }

    private static void load(int intraOpThreads) {
        // Offline: the engine must neither download a library nor report its use.
        System.setProperty("ai.djl.offline", "true");
        // What DJL looks for GPUs with unpacks itself too, by itself into the home folder, which not every user has.
        System.setProperty("jna.tmpdir", System.getProperty("jna.tmpdir", Utils.getCacheDir() + "/jna"));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(intraOpThreads));
        try {
            engine();
        } catch (RuntimeException | LinkageError e) {
            throw new UnusableLibrary(reason(e), Utils.getEngineCacheDir("pytorch"), e);
        }
    }

    /** What the first of a chain of failures says: the engine's own messages leave out which file failed and why. */
    private static String reason(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage();
    }

    private static DeviceSelection placement() {
        boolean usable = engine().hasCapability(StandardCapabilities.CUDA);
        return new DeviceSelection(isMadeForCuda(), usable, GpuDriver.gpus());
    }

    /** With another flavour the engine leaves the CUDA part of a library aside. */
    private static boolean isMadeForCuda() {
        String flavour = Utils.getEnvOrSystemProperty("PYTORCH_FLAVOR", CUDA_FLAVOR);
        Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cuda"));
        return flavour.startsWith("cu") && Files.exists(library);
    }

    /**
     * The device that {@link #start} chose: the CPU or a GPU.
     *
     * @throws IllegalStateException before the start
     */
    public static ComputeDevice chosen() {
        requireStarted();
        return chosen;
    }

    /** The GPU that {@link #start} chose, by its name and compute capability; empty if the CPU computes. */
    public static Optional<String> gpu() {
        return chosen() instanceof ComputeDevice.Cuda(int index)
                ? GpuDriver.gpus().stream().skip(index).findFirst().map(gpu -> gpu.name() + " " + gpu.capability())
                : Optional.empty();
    }

    /** How many threads one operation is spread over; 0 until the engine is started. */
    public static int threads() {
        return threads;
    }

    /**
     * Tells glibc's allocator to keep what training frees, and native libraries what suits training; to be called before {@link #start}.
     * Elsewhere it does nothing.
     */
    public static void tuneForTraining() {
        Allocator.keepAll();
        NativeEnvironment.suitTraining();
    }

    /**
     * Tells glibc's allocator to keep what the operations of a batch free: without it PyTorch serves at little more than half the speed.
     * To be called before {@link #start}; elsewhere it does nothing.
     */
    public static void tuneForServing() {
        Allocator.keepBatches();
    }

    /** The engine; {@link #start} decides its threads. */
    static Engine engine() {
        return Engine.getEngine("PyTorch");
    }

    /** Where arrays live. The engine's own default is a GPU wherever there is one. */
    static Device device() {
        return switch (chosen()) {
            case ComputeDevice.Cuda(int index) -> Device.gpu(index);
            case ComputeDevice.Cpu _, ComputeDevice.Auto _ -> Device.cpu();
        };
    }

    /** Whether arrays live on a GPU; before {@link #start} nothing does. */
    public static boolean runsOnGpu() {
        return chosen instanceof ComputeDevice.Cuda;
    }

    static void requireStarted() {
        if (threads == 0) {
            throw new IllegalStateException("TorchRuntime.start must be called first");
        }
    }

    /**
     * Sets what the native library keeps for each thread; takes less than a microsecond. A thread that is new to it would spread its
     * work over all processors. The graph optimizer, which has no faster operations for these scripts, would only slow down a script's
     * first calls.
     */
    static void prepareThread() {
        JniUtils.setNumThreads(threads);
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** Environment variables of this process as native libraries see them when they are loaded; Java's own view of them stays as it was. */
    static final class NativeEnvironment {

        private NativeEnvironment() {}

        /** Sets variables that are not set; returns whether that could be done. */
        static boolean suitTraining() {
            // PyTorch asks the system for huge pages for its large arrays: fewer page faults and address look-ups.
            return setIfAbsent("THP_MEM_ALLOC_ENABLE", "1")
                    // Threads that wait for each other soon let others run: a busy machine slows training far less, an
                    // idle
                    // one not at all.
                    & setIfAbsent("GOMP_SPINCOUNT", "3000");
        }

        static boolean setIfAbsent(String name, String value) {
            // Windows has no setenv, and neither library reads these there.
            Optional<MethodHandle> setenv = CLibrary.find(
                    "setenv",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            if (setenv.isEmpty()) {
                return false;
            }
            try (Arena arena = Arena.ofConfined()) {
                return (int) setenv.get().invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0) == 0;
            } catch (Throwable e) {
                throw new AssertionError("setenv throws nothing", e);
            }
        }
    }

    /** The native library of PyTorch cannot be loaded; the message says why, and what helps. */
    public static final class UnusableLibrary extends IllegalStateException {

        private static final long serialVersionUID = 1;

        /**
         * @param reason what the first of a chain of failures says, or null
         * @param folder that the library is unpacked into
         */
        public UnusableLibrary(String reason, Path folder, Throwable cause) {
            super("the PyTorch library could not be loaded: " + reason + advice(String.valueOf(reason), folder), cause);
        }

        private static String advice(String reason, Path folder) {
            if (reason.contains("failed to map segment from shared object")) {
                return "; the folder's file system is mounted with noexec: name a folder on another by the variable DJL_CACHE_DIR";
            }
            boolean unwritable = reason.contains("No space left on device")
                    || reason.contains("Disk quota exceeded")
                    || reason.contains("Read-only file system");
            return unwritable
                    ? "; it is unpacked into " + folder
                            + ": make room there, or name a folder on another file system by the variable DJL_CACHE_DIR"
                    : "";
        }
    }
}
