package io.resforge.inference.loader;

import io.resforge.inference.model.Engine;
import io.resforge.registry.checkpoint.Checkpoint;

/** Makes engines of checkpoints. */
public interface Engines {

    /** Loads what all engines share, ahead of the first; may be called again. */
    void start();

    /**
     * Loads a checkpoint's weights.
     *
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    Engine load(Checkpoint checkpoint);
}
