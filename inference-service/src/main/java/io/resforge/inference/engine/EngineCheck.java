package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineKind.Tolerance;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import java.util.List;

/**
 * What an engine must do before it serves: compute batches of every size that it will meet, which warms it up, and compute the golden
 * images' logits.
 */
final class EngineCheck {

    private final GoldenImages golden;
    private final Tolerance tolerance;

    EngineCheck(GoldenImages golden, Tolerance tolerance) {
        this.golden = golden;
        this.tolerance = tolerance;
    }

    /**
     * Tries an engine as {@link #run} does, and closes one that does not pass.
     *
     * @return the same engine
     * @throws EngineCheckFailed if a logit is out of tolerance, or the engine fails
     */
    Engine passed(Engine engine, List<Integer> sizes) throws EngineCheckFailed {
        boolean passed = false;
        try {
            run(engine, sizes);
            passed = true;
            return engine;
        } finally {
            if (!passed) {
                engine.close();
            }
        }
    }

    /**
     * Computes a batch of each size, and each golden image at least once in the largest: what computes one image rightly computes them all
     * in the same way.
     *
     * @param sizes the smallest first
     * @throws EngineCheckFailed if a logit is out of tolerance, or the engine fails
     */
    void run(Engine engine, List<Integer> sizes) throws EngineCheckFailed {
        for (int size : sizes) {
            run(engine, 0, size);
        }
        int largest = sizes.getLast();
        for (int first = largest; first < golden.count(); first += largest) {
            run(engine, first, largest);
        }
    }

    private void run(Engine engine, int first, int size) throws EngineCheckFailed {
        golden.check(first, size, logits(engine, golden.batch(first, size), size), tolerance);
    }

    private static float[] logits(Engine engine, byte[] pixels, int count) throws EngineCheckFailed {
        try {
            return engine.logits(pixels, count);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw new EngineCheckFailed(EngineCheckFailed.Reason.FAILURE, "the engine failed: " + e, e);
        }
    }
}
