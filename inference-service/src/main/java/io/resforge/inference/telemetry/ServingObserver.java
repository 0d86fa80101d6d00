package io.resforge.inference.telemetry;

import io.resforge.inference.model.LiveModel;

/** Is told what happens to images on their way through the server. Called by many threads at once; must be quick. */
public interface ServingObserver {

    /** A call's images were decoded. */
    default void decoded(LiveModel model, long nanos) {}

    /** Images waited for a worker. */
    default void waited(LiveModel model, long nanos) {}

    /** A batch was computed. */
    default void computed(LiveModel model, int images, long nanos) {}

    /** An image was found to be of this class. */
    default void predicted(LiveModel model, int classIndex) {}

    /** The shadow computed a copy of an image; it agrees where its likeliest class is the live version's. */
    default void shadowed(LiveModel shadow, boolean agrees, long nanos) {}

    /** The canary answered a call, or failed to. */
    default void canaryCall(LiveModel canary, boolean failed, long nanos) {}

    /** The truth of a prediction became known. */
    default void fedBack(String model, String version, boolean correct) {}

    /** A call got no answer. */
    default void rejected(Rejection reason) {}

    /** Why a call gets no answer. */
    enum Rejection {
        /** The request breaks a rule. */
        INVALID,
        /** The model or version asked for is not live. */
        NOT_FOUND,
        /** No model is live yet. */
        NO_MODEL,
        /** The queue is full. */
        OVERLOADED,
        /** The server is going down. */
        STOPPING,
        /** The caller's deadline passed, or it has gone. */
        ABANDONED,
        /** The server failed. */
        INTERNAL
    }
}
