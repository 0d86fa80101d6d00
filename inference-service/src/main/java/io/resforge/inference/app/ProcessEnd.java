package io.resforge.inference.app;

/** The end of this process. */
final class ProcessEnd {

    private static final Thread NONE = new Thread(() -> {});

    private ProcessEnd() {}

    /** Whether the process was told to end. Java knows it before the framework does, but tells it only to whoever touches its hooks. */
    static boolean hasBegun() {
        try {
            Runtime.getRuntime().removeShutdownHook(NONE);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
