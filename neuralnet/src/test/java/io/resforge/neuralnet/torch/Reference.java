package io.resforge.neuralnet.torch;

import com.google.gson.Gson;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.neuralnet.resnet.Architecture;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code src/test/python/reference.py} computed, and the weights and images that it computed it from. */
record Reference(String torch, float[] whitening, Map<String, Network> networks) {

    static final int IMAGES = 8;
    static final Normalisation NORMALISATION =
            new Normalisation.MeanDeviation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

    /** Results of one network. */
    record Network(
            double smoothing,
            float[] logits,
            double loss,
            long correct,
            long correctTop5,
            double mixedLoss,
            float[] mixedSlope,
            Map<String, Digest> gradients,
            Map<String, Digest> statistics) {}

    /** Sum of a tensor's numbers, sum of their sizes, and the first three. */
    record Digest(double sum, double size, float[] first) {}

    static Reference read() {
        try (Reader reader =
                new InputStreamReader(Reference.class.getResourceAsStream("reference.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Reference.class);
        } catch (IOException e) {
            throw new UncheckedIOException("reference.json cannot be read", e);
        }
    }

    static Graph graph(String name) {
        return Architecture.parse(name).graph(ImageShape.CIFAR, 10);
    }

    static Weights weights(Graph graph) {
        ParameterLayout layout = ParameterLayout.of(graph);
        List<TensorSlot> slots = Stream.concat(layout.parameters().stream(), layout.statistics().stream())
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        List<NamedTensor> tensors = new ArrayList<>();
        for (TensorSlot slot : slots) {
            tensors.add(tensor(slot, new Numbers(tensors.size() + 1)));
        }
        return layout.join(tensors);
    }

    private static NamedTensor tensor(TensorSlot slot, Numbers numbers) {
        int fanIn = slot.length() / slot.shape().getFirst();
        double scale =
                switch (slot.role()) {
                    case CONVOLUTION_KERNEL, FROZEN_KERNEL, DENSE_KERNEL -> Math.sqrt(12.0 / fanIn);
                    case SCALE, VARIANCE -> 1;
                    case BIAS, SHIFT, MEAN -> 0.2;
                };
        double shift = slot.role() == TensorSlot.Role.SCALE || slot.role() == TensorSlot.Role.VARIANCE ? 1 : 0;
        float[] values = new float[slot.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * (numbers.next() - 0.5) + shift);
        }
        return new NamedTensor(slot.name(), slot.shape(), values);
    }

    static byte[] pixels() {
        Numbers numbers = new Numbers(12345);
        byte[] pixels = new byte[IMAGES * ImageShape.CIFAR.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (numbers.next() * 256);
        }
        return pixels;
    }

    static TrainingBatch batch() {
        TrainingBatch batch = new TrainingBatch(ImageShape.CIFAR, IMAGES);
        NORMALISATION.normaliser(ImageShape.CIFAR).apply(pixels(), batch.pixels());
        for (int i = 0; i < IMAGES; i++) {
            batch.labels().put(i, i % 10);
        }
        return batch;
    }

    /** The batch with image i mixed with one of class 3 i mod 10, of weight 1 − i / 8. */
    static TrainingBatch mixedBatch() {
        TrainingBatch batch = batch();
        for (int i = 0; i < IMAGES; i++) {
            batch.partners().put(i, 3 * i % 10);
            batch.shares().put(i, i / (float) IMAGES);
        }
        return batch;
    }

    /** The recurrence of the Python script. */
    private static final class Numbers {
        private int state;

        Numbers(int seed) {
            this.state = seed;
        }

        double next() {
            state = 1664525 * state + 1013904223;
            return (state >>> 8) / (double) (1 << 24);
        }
    }
}
