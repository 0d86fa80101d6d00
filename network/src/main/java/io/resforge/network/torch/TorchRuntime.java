package io.resforge.network.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** The one PyTorch engine of this process. */
public final class TorchRuntime {

    private static boolean started;

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
        if (started) {
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
        started = true;
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

    static synchronized void requireStarted() {
        if (!started) {
            throw new IllegalStateException("TorchRuntime.start must be called first");
        }
    }
}
