package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineCheck.GoldenImages;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.Lone;
import io.resforge.registry.checkpoint.Checkpoint;
import java.util.List;
import java.util.Optional;

/**
 * One way to serve a version.
 *
 * @param loaded is run when the weights have been loaded
 */
record EngineCandidate(Backend backend, Checkpoint checkpoint, Runnable loaded) {

    EngineKind kind() {
        return backend.kind();
    }

    /** What computes images that come alone, if that is another engine. */
    Optional<Lone> lone() {
        return backend.lone(checkpoint);
    }

    /** Bytes of native memory that it will hold. */
    long bytes() {
        return backend.bytes(checkpoint.manifest());
    }

    /**
     * Loads the version and tries it with batches of these sizes, or fewer where one shows how it computes the others: a reload
     * shares the processors with the calls.
     *
     * @throws EngineCheckFailed if it fails; nothing stays of it
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    Engine loadTried(List<Integer> sizes) throws EngineCheckFailed {
        GoldenImages golden = new GoldenImages(checkpoint.manifest());
        List<Integer> tried = kind().preparesForEachSize() ? sizes : oneAndMany(sizes, golden.count());
        return new EngineCheck(golden, kind().tolerance()).passed(load(), tried);
    }

    private static List<Integer> oneAndMany(List<Integer> sizes, int images) {
        int one = sizes.getFirst();
        int many = Math.clamp(sizes.getLast(), one, Math.max(one, images));
        return one == many ? List.of(one) : List.of(one, many);
    }

    /**
     * Loads the version.
     *
     * @throws EngineCheckFailed if the library fails
     */
    Engine load() throws EngineCheckFailed {
        try {
            Engine engine = backend.load(checkpoint);
            loaded.run();
            return engine;
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw new EngineCheckFailed(EngineCheckFailed.Reason.FAILURE, "the engine failed: " + e, e);
        }
    }
}
