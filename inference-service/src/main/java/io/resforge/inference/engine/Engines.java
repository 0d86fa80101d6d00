package io.resforge.inference.engine;

import io.resforge.registry.checkpoint.Checkpoint;

/** Makes engines of checkpoints. */
public interface Engines {

    /** Loads what engines share, ahead of the first; may be called again. */
    void start();

    /**
     * Bytes of native memory that loading a checkpoint takes, roughly and at most; told without loading anything.
     *
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    long bytes(Checkpoint checkpoint);

    /**
     * Loads a checkpoint's weights, and tries them with batches such as will be served and with the golden images' logits.
     *
     * @param loaded is run each time that weights have been loaded, before they are tried
     * @return an engine that passed; the caller owns it
     * @throws EngineCheckFailed if it failed
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    Engine load(Checkpoint checkpoint, Runnable loaded) throws EngineCheckFailed;
}
