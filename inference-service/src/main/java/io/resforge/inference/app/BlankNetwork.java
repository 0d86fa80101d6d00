package io.resforge.inference.app;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A network whose weights are all zero, so that its logits are known without computing them: zero for every image. */
final class BlankNetwork {

    static final String MODEL = "rehearsal";

    private static final String ARCHITECTURE = "resnet20-v1";
    private static final List<String> LABELS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    private BlankNetwork() {}

    /** Publishes it as the champion. */
    static void publish(ObjectStore store) {
        Graph graph = Architecture.parse(ARCHITECTURE).graph(ImageShape.CIFAR, LABELS.size());
        ParameterLayout layout = ParameterLayout.of(graph);
        Weights zeros = new Weights(new float[layout.parameterCount()], new float[layout.statisticCount()]);
        String version = new Checkpoints(store, Clock.systemUTC())
                .publish(draft(layout), zeros)
                .version();
        new Promotions(store, Clock.systemUTC()).promote(MODEL, version, "a rehearsal", "rehearsal");
    }

    /** Pixels of one image. */
    static byte[] image() {
        return new byte[ImageShape.CIFAR.bytes()];
    }

    private static Manifest draft(ParameterLayout layout) {
        List<Float> zeros = Collections.nCopies(LABELS.size(), 0f);
        return new Manifest(
                Manifest.FORMAT,
                MODEL,
                null,
                "rehearsal",
                null,
                null,
                ARCHITECTURE,
                LABELS,
                InputImage.of(ImageShape.CIFAR),
                new Normalisation.MeanDeviation(Collections.nCopies(3, .5), Collections.nCopies(3, .25)),
                1,
                0,
                null,
                layout.parameterCount(),
                Map.of(),
                0,
                new DatasetSummary("none", "none", 1, 1, 0, null),
                Collections.nCopies(LABELS.size(), 1.0 / LABELS.size()),
                Collections.nCopies(8, new GoldenImage(image(), zeros)),
                null,
                Map.of());
    }
}
