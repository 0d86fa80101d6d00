package io.resforge.inference.telemetry;

import java.util.function.UnaryOperator;

/** Begins to follow calls. Whether any are followed is a matter of configuration. */
public interface Traces {

    /** Follows none. */
    Traces OFF = new Traces() {};

    /** Whether any call may be followed; if not, asking for one is a waste of time. */
    default boolean on() {
        return false;
    }

    /**
     * Begins to follow a call.
     *
     * @param name such as {@code resforge.v1.InferenceService/Classify}
     * @param headers what the caller sent by this name in lower case, null if nothing: such as {@code traceparent}
     */
    default CallTrace begin(String name, UnaryOperator<String> headers) {
        return CallTrace.NONE;
    }
}
