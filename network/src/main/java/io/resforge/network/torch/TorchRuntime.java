package io.resforge.network.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** The one PyTorch engine of this process. */
public final class TorchRuntime {

    /** 0 until the engine is started. */
    private static volatile int threads;

    private TorchRuntime() {}

    /**
     * Loads the native library, once; later calls do nothing.
     *
     * @param intraOpThreads threads that one operation is spread over, at least 1
     * @throws IllegalStateException if the native library cannot be loaded, with the reason
     */
    public static synchronized void start(int intraOpThreads) {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("PyTorch needs at least 1 thread, was " + intraOpThreads);
        }
        if (threads > 0) {
            return;
        }
        // Offline: the engine must neither download a library nor report its use.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(intraOpThreads));
        try {
            engine();
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException("the PyTorch library could not be loaded: " + e.getMessage(), e);
        }
        threads = intraOpThreads;
    }

    /** How many threads one operation is spread over; 0 until the engine is started. */
    public static int threads() {
        return threads;
    }

    /** Tells glibc's allocator to keep what training frees; to be called before {@link #start}. Elsewhere it does nothing. */
    public static void tuneAllocator() {
        Allocator.tune();
    }

    /** The engine; {@link #start} decides its threads. */
    static Engine engine() {
        return Engine.getEngine("PyTorch");
    }

    /** Where arrays live. The engine's own default is a GPU wherever there is one. */
    static Device device() {
        return Device.cpu();
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
}
