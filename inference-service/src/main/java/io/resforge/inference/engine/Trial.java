package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;

/**
 * What an engine must do before it serves: compute batches of every size that it will meet, which warms it up, and compute the golden
 * images' logits.
 */
final class Trial {

    private final GoldenImages golden;
    private final Tolerance tolerance;

    Trial(GoldenImages golden, Tolerance tolerance) {
        this.golden = golden;
        this.tolerance = tolerance;
    }

    /**
     * Computes the golden images in batches of 1, 2, 4 and so on, up to the largest.
     *
     * @throws Unfit if a logit is out of tolerance, or the engine fails
     */
    void run(Engine engine, BatchSizes sizes) throws Unfit {
        for (int size : sizes.all()) {
            run(engine, size);
        }
    }

    /** Computes each golden image at least once in batches of one size. */
    void run(Engine engine, int size) throws Unfit {
        for (int first = 0; first < golden.count(); first += size) {
            golden.check(first, size, logits(engine, golden.batch(first, size), size), tolerance);
        }
    }

    private static float[] logits(Engine engine, byte[] pixels, int count) throws Unfit {
        try {
            return engine.logits(pixels, count);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw new Unfit(Unfit.Reason.FAILURE, "the engine failed: " + e, e);
        }
    }
}
