package io.resforge.inference.loader;

import io.resforge.inference.model.Engine;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an engine must do before it serves: compute batches of every size that it will meet, which warms it up, and compute
 * the golden images' logits.
 *
 * <p>A logit may differ by 1% of the largest expected one, or by 0.01 where all are small. Sums in another order, on another
 * processor or with a GPU's shorter mantissa, move a logit by a tenth of that or less; other weights, another normalisation
 * or another layout of the parameters move it by much more.
 */
final class Trial {

    private static final float TOLERANCE = 0.01f;

    private final Engine engine;
    private final List<GoldenImage> golden;
    private final int classes;

    Trial(Engine engine, Manifest manifest) {
        this.engine = engine;
        this.golden = manifest.golden();
        this.classes = manifest.labels().size();
    }

    /**
     * Computes the golden images in batches of 1, 2, 4 and so on, up to the largest.
     *
     * @throws Refused if a logit is out of tolerance
     */
    void run(int maxBatch) throws Refused {
        for (int size : sizes(maxBatch)) {
            // Each golden image is computed at least once at each size.
            for (int first = 0; first < golden.size(); first += size) {
                check(first, size);
            }
        }
    }

    private static List<Integer> sizes(int maxBatch) {
        List<Integer> sizes = new ArrayList<>();
        for (int size = 1; size < maxBatch; size *= 2) {
            sizes.add(size);
        }
        sizes.add(maxBatch);
        return sizes;
    }

    private void check(int first, int size) throws Refused {
        float[] logits = engine.logits(pixels(first, size), size);
        if (logits.length != size * classes) {
            throw new Refused(
                    RefusalReason.ENGINE,
                    "the engine answers " + logits.length + " logits for " + size + " images of " + classes
                            + " classes");
        }
        for (int i = 0; i < size; i++) {
            compare(index(first + i), Arrays.copyOfRange(logits, i * classes, (i + 1) * classes));
        }
    }

    private void compare(int image, float[] actual) throws Refused {
        List<Float> expected = golden.get(image).logits();
        float largest = (float) expected.stream().mapToDouble(Math::abs).max().orElse(0);
        float allowed = TOLERANCE * Math.max(1, largest);
        for (int i = 0; i < classes; i++) {
            if (!(Math.abs(actual[i] - expected.get(i)) <= allowed)) { // also refuses NaN
                throw new Refused(
                        RefusalReason.GOLDEN,
                        "golden image " + image + " got the logit " + actual[i] + " for class " + i + ", expected was "
                                + expected.get(i) + " ± " + allowed);
            }
        }
    }

    private byte[] pixels(int first, int size) {
        int bytes = golden.getFirst().pixels().length;
        byte[] pixels = new byte[size * bytes];
        for (int i = 0; i < size; i++) {
            System.arraycopy(golden.get(index(first + i)).pixels(), 0, pixels, i * bytes, bytes);
        }
        return pixels;
    }

    private int index(int i) {
        return i % golden.size();
    }
}
