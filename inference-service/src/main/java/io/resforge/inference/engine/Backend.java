package io.resforge.inference.engine;

import io.resforge.inference.engine.VersionEngine.Lone;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.util.Optional;

/** A way in which a native library computes networks. Each caller of its engines computes on its own thread. */
interface Backend {

    EngineKind kind();

    /** The version of the library, known before it is loaded. */
    String version();

    /** Bytes of native memory that an engine of this version will hold, as {@link Engine#bytes} tells. */
    long bytes(Manifest manifest);

    /** Whether it may serve this version. */
    default boolean takes(Manifest manifest) {
        return true;
    }

    /** Loads the library; may be called again. */
    void start();

    /**
     * Loads a checkpoint's weights, after {@link #start} if that is yet to be done.
     *
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    Engine load(Checkpoint checkpoint);

    /** What computes images of a checkpoint that come alone, if that is another engine than {@link #load} gives. */
    default Optional<Lone> lone(Checkpoint checkpoint) {
        return Optional.empty();
    }
}
