package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineKind.Tolerance;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.Lone;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes batches of every size that an engine will meet, which warms it up, and checks the golden images' logits. */
record EngineCheck(GoldenImages golden, Tolerance tolerance) {

    /** Checks as {@link #run} does, returns the same engine, and closes one that does not pass. */
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

    /** Computes a batch of each size, the smallest first, and each golden image at least once in the largest. */
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

    /** A version's golden images as batches, and what must come out. */
    static final class GoldenImages {

        private final List<GoldenImage> golden;
        private final int classes;

        GoldenImages(Manifest manifest) {
            this(manifest.golden(), manifest.labels().size());
        }

        /** With what the version computes with bytes, which its manifest must tell. */
        static GoldenImages int8(Manifest manifest) {
            List<GoldenImage> images = new ArrayList<>();
            for (int i = 0; i < manifest.golden().size(); i++) {
                images.add(new GoldenImage(
                        manifest.golden().get(i).pixels(),
                        manifest.int8().goldenLogits().get(i)));
            }
            return new GoldenImages(List.copyOf(images), manifest.labels().size());
        }

        /** The first alone, for what need only be seen to compute. */
        GoldenImages first() {
            return new GoldenImages(List.of(golden.getFirst()), classes);
        }

        GoldenImages(List<GoldenImage> golden, int classes) {
            this.golden = golden;
            this.classes = classes;
        }

        int count() {
            return golden.size();
        }

        /** A batch that begins with one of them, and begins anew after the last. */
        byte[] batch(int first, int size) {
            int bytes = golden.getFirst().pixels().length;
            byte[] pixels = new byte[size * bytes];
            for (int i = 0; i < size; i++) {
                System.arraycopy(golden.get(index(first + i)).pixels(), 0, pixels, i * bytes, bytes);
            }
            return pixels;
        }

        void check(int first, int size, float[] logits, Tolerance tolerance) throws EngineCheckFailed {
            if (logits.length != size * classes) {
                throw new EngineCheckFailed(
                        EngineCheckFailed.Reason.FAILURE,
                        "the engine answers " + logits.length + " logits for " + size + " images of " + classes
                                + " classes");
            }
            for (int i = 0; i < size; i++) {
                compare(index(first + i), logits, i * classes, tolerance);
            }
        }

        private void compare(int image, float[] actual, int offset, Tolerance tolerance) throws EngineCheckFailed {
            List<Float> expected = golden.get(image).logits();
            float largest =
                    (float) expected.stream().mapToDouble(Math::abs).max().orElse(0);
            float allowed = tolerance.share() * Math.max(1, largest);
            int highest = 0;
            int highestExpected = 0;
            for (int i = 0; i < classes; i++) {
                float logit = actual[offset + i];
                if (!(Math.abs(logit - expected.get(i)) <= allowed)) { // also refuses NaN
                    throw wrong("golden image " + image + " got the logit " + logit + " for class " + i
                            + ", expected was " + expected.get(i) + " ± " + allowed);
                }
                highest = logit > actual[offset + highest] ? i : highest;
                highestExpected = expected.get(i) > expected.get(highestExpected) ? i : highestExpected;
            }
            if (tolerance.sameClass() && highest != highestExpected) {
                throw wrong("golden image " + image + " got class " + highest + ", expected was " + highestExpected);
            }
        }

        private static EngineCheckFailed wrong(String message) {
            return new EngineCheckFailed(EngineCheckFailed.Reason.GOLDEN, message);
        }

        private int index(int i) {
            return i % golden.size();
        }
    }

    /** One way to serve a version; {@code loaded} runs when the weights have been loaded. */
    record EngineCandidate(Backend backend, Checkpoint checkpoint, Runnable loaded) {

        EngineKind kind() {
            return backend.kind();
        }

        /** What computes images that come alone, if that is another engine. */
        Optional<Lone> lone() {
            return backend.lone(checkpoint);
        }

        long bytes() {
            return backend.bytes(checkpoint.manifest());
        }

        /**
         * Loads the version and tries it with batches of these sizes, or fewer where one shows how it computes the
         * others: a reload shares the processors with the calls. Nothing stays of one that fails.
         */
        Engine loadTried(List<Integer> sizes) throws EngineCheckFailed {
            GoldenImages golden = kind().golden(checkpoint.manifest());
            List<Integer> tried = kind().preparesForEachSize() ? sizes : oneAndMany(sizes, golden.count());
            return new EngineCheck(golden, kind().tolerance()).passed(load(), tried);
        }

        private static List<Integer> oneAndMany(List<Integer> sizes, int images) {
            int one = sizes.getFirst();
            int many = Math.clamp(sizes.getLast(), one, Math.max(one, images));
            return one == many ? List.of(one) : List.of(one, many);
        }

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
}
