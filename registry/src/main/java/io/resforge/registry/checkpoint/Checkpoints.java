package io.resforge.registry.checkpoint;

import io.resforge.network.layout.Weights;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The published checkpoints of all models in a store. */
public final class Checkpoints {

    public Checkpoints(ObjectStore store, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /**
     * Publishes weights as the model's next version: claims a number, writes the parameters, then the manifest. A crash on the way
     * leaves a number that nobody lists.
     *
     * @param draft everything of the manifest but {@code version}, {@code createdAt} and {@code files}, which this call sets
     * @return the manifest as published
     */
    public Manifest publish(Manifest draft, Weights weights) {
        throw new UnsupportedOperationException();
    }

    /** The models that have a version, by name. */
    public List<String> models() {
        throw new UnsupportedOperationException();
    }

    /** The published versions of a model, oldest first. */
    public List<String> versions(String model) {
        throw new UnsupportedOperationException();
    }

    /**
     * The manifest of a version; empty if it was not published.
     *
     * @throws InvalidCheckpoint if it cannot be read
     */
    public Optional<Manifest> manifest(String model, String version) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a version and checks it: the digest and size of each file, the tensors against the architecture, all numbers finite.
     *
     * @throws InvalidCheckpoint if it is not there or fails a check, with the reason
     */
    public Checkpoint fetch(String model, String version) {
        throw new UnsupportedOperationException();
    }
}
