package io.resforge.inference.telemetry;

/** Follows one call through the server. Called by the threads that handle it, one after the other. */
public interface CallTrace {

    /** Follows nothing. */
    CallTrace NONE = new CallTrace() {};

    /** Whether anything comes of telling it. */
    default boolean recording() {
        return false;
    }

    /** Names the call in a tracing system, in hexadecimal; empty if it is not followed. */
    default String id() {
        return "";
    }

    /**
     * A stage of the call is over.
     *
     * @param name such as {@code decode}
     * @param begin when it began, by {@link System#nanoTime}
     * @param end when it ended, by the same clock
     */
    default void stage(String name, long begin, long end) {}

    /**
     * The call is over.
     *
     * @param status such as {@code OK} or {@code RESOURCE_EXHAUSTED}
     * @param failed whether the server is at fault
     */
    default void ended(String status, boolean failed) {}
}
