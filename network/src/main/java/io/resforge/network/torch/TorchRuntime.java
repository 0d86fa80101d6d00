package io.resforge.network.torch;

/** The one PyTorch engine of this process. */
public final class TorchRuntime {

    private TorchRuntime() {}

    /**
     * Loads the native library, once; later calls do nothing.
     *
     * @param intraOpThreads threads that one operation is spread over, at least 1
     */
    public static void start(int intraOpThreads) {
        throw new UnsupportedOperationException();
    }

    /** Tells glibc's allocator to keep what training frees; to be called before {@link #start}. Elsewhere it does nothing. */
    public static void tuneAllocator() {
        throw new UnsupportedOperationException();
    }
}
