package io.resforge.training.quantisation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.training.dataset.LabelledImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Finds how a trained network is computed with bytes, and what it answers then. The ranges of its numbers are the smallest and the
 * largest that some training images give.
 */
public final class Quantisation {

    /** Training images that the ranges are of, where there are as many. */
    public static final int CALIBRATION_IMAGES = 1000;

    private static final int BATCH = 50;

    private final Graph graph;
    private final Weights weights;
    private final Normalisation normalisation;
    private final int threads;
    private final LongSupplier nanoTime;
    private final long end;

    /**
     * @param threads that ONNX Runtime computes with
     * @param limit after which it gives up
     * @param nanoTime a clock that only rises
     * @throws QuantisationFailure if this machine's processor would compute something else than those that are to serve it
     */
    public Quantisation(
            Graph graph,
            Weights weights,
            Normalisation normalisation,
            int threads,
            Duration limit,
            LongSupplier nanoTime) {
        if (!Processor.current().hasByteProducts()) {
            throw new QuantisationFailure("this processor has neither avx512_vnni nor avx_vnni");
        }
        this.graph = graph;
        this.weights = weights;
        this.normalisation = normalisation;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + limit.toNanos();
    }

    /**
     * Measures the ranges.
     *
     * @param images to calibrate with, at least one
     * @throws QuantisationFailure if it fails or takes too long
     * @throws InterruptedException if the thread is interrupted
     */
    public ActivationRanges calibrate(LabelledImages images) throws InterruptedException {
        Extremes extremes = new Extremes();
        run(OnnxModel.withRanges(graph, weights, normalisation), images, (network, from, count) -> {
            Set<String> ranges = network.outputs();
            ranges.remove(OnnxModel.OUTPUT);
            network.compute(images.pixels(), images.offset(from), count, ranges, extremes::add);
        });
        try {
            return extremes.ranges();
        } catch (IllegalArgumentException e) {
            throw new QuantisationFailure("a number of the network cannot be a byte: " + e.getMessage(), e);
        }
    }

    /**
     * Classifies images with the quantised network.
     *
     * @return the logits, {@code [count * classes]}
     * @throws QuantisationFailure if it fails, takes too long or computes no numbers
     * @throws InterruptedException if the thread is interrupted
     */
    public float[] logits(ActivationRanges ranges, LabelledImages images) throws InterruptedException {
        return logits(OnnxModel.quantised(graph, weights, normalisation, ranges, Map.of()), images);
    }

    /** As {@link #logits}, of the network as it was trained, in fp32. */
    public float[] fp32Logits(LabelledImages images) throws InterruptedException {
        return logits(OnnxModel.of(graph, weights, normalisation, Map.of()), images);
    }

    private float[] logits(byte[] file, LabelledImages images) throws InterruptedException {
        float[] logits = new float[images.count() * graph.classes()];
        run(
                file,
                images,
                (network, from, count) -> network.compute(
                        images.pixels(), images.offset(from), count, Set.of(OnnxModel.OUTPUT), result -> ((OnnxTensor)
                                        result.get(0))
                                .getFloatBuffer()
                                .get(logits, from * graph.classes(), count * graph.classes())));
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new QuantisationFailure("the network answered a logit of " + logit);
            }
        }
        return logits;
    }

    /** What is done with one batch. */
    private interface Step {
        void run(OnnxNetwork network, int from, int count) throws OrtException;
    }

    private void run(byte[] file, LabelledImages images, Step step) throws InterruptedException {
        try (OnnxNetwork network = new OnnxNetwork(file, graph.image(), threads)) {
            for (int from = 0; from < images.count(); from += BATCH) {
                step.run(network, from, Math.min(BATCH, images.count() - from));
                if (Thread.interrupted()) {
                    throw new InterruptedException("quantising was interrupted");
                }
                if (nanoTime.getAsLong() - end > 0) {
                    throw new QuantisationFailure("it took too long");
                }
            }
        } catch (OrtException | LinkageError e) {
            throw new QuantisationFailure("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /** The smallest and the largest number of each node so far. */
    private final class Extremes {

        private final float[] lows = new float[OnnxModel.nodes(graph)];
        private final float[] highs = new float[lows.length];
        private boolean begun;

        void add(OrtSession.Result result) {
            for (int node = 0; node < lows.length; node++) {
                float low = number(result, OnnxModel.LOW + node);
                float high = number(result, OnnxModel.HIGH + node);
                lows[node] = begun ? Math.min(lows[node], low) : low;
                highs[node] = begun ? Math.max(highs[node], high) : high;
            }
            begun = true;
        }

        private static float number(OrtSession.Result result, String name) {
            return ((OnnxTensor) result.get(name).orElseThrow())
                    .getFloatBuffer()
                    .get(0);
        }

        ActivationRanges ranges() {
            return new ActivationRanges(list(lows), list(highs));
        }

        private static List<Float> list(float[] numbers) {
            List<Float> list = new ArrayList<>(numbers.length);
            for (float number : numbers) {
                list.add(number);
            }
            return list;
        }
    }

    /** A network is not served with bytes, for the reason that the message says. */
    public static final class QuantisationFailure extends RuntimeException {

        QuantisationFailure(String message) {
            super(message);
        }

        QuantisationFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
