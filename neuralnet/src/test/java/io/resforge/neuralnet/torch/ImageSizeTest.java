package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torchscript.Loss;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the graph says of shapes must be what the engine computes, or a sum would not fit. */
class ImageSizeTest {

    private static final int IMAGES = 3;
    private static final int CLASSES = 7;

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "resnet8-v1; 1; 28; 28",
                "resnet8-v1:shortcut=padding; 3; 29; 35",
                "resnet8-v1:order=bn-relu-conv; 3; 33; 47",
                "resnet8-v2-plain:shortcut=padding; 1; 31; 30",
                "resnet11-v2; 3; 37; 28",
                "resnet11-v2:shortcut=padding; 1; 45; 29",
                "wide-1-1-1-1:channels=8-8-16-16; 3; 96; 61",
                "resnet-v1:blocks=1-1-1-1-1-1,channels=4-4-4-4-4-8; 1; 33; 32",
                "speed:channels=8-16-16; 3; 32; 32",
                "speed-res:channels=8-16-8; 1; 28; 31",
                "speed:channels=8-8-8; 3; 96; 61"
            })
    void trainsAndServesImagesOfAnySize(String name, int channels, int height, int width) {
        // Given
        ImageShape image = new ImageShape(channels, height, width);
        Architecture architecture = Architecture.parse(name).requireTrainable(image, CLASSES);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(architecture.graph(image, CLASSES)), 1);
        // When
        float[] gradient = gradient(architecture.graph(image, CLASSES, 0.2), weights);
        float[] logits = logits(architecture.graph(image, CLASSES), weights);
        // Then
        for (float value : gradient) {
            assertThat(value).isFinite();
        }
        assertThat(logits).hasSize(IMAGES * CLASSES);
        assertThat(logits[0]).isNotEqualTo(logits[1]).isFinite();
    }

    private static float[] gradient(Graph graph, Weights weights) {
        Random random = new Random(1);
        TrainingBatch batch = new TrainingBatch(graph.image(), IMAGES);
        for (int i = 0; i < IMAGES * graph.image().bytes(); i++) {
            batch.pixels().put(i, (float) random.nextGaussian());
        }
        try (TrainableNetwork network = TrainableNetwork.of(graph, weights, Precision.FP32, Loss.plain());
                TrainingStep step = network.step(batch, 1)) {
            return step.gradient().toFloatArray();
        }
    }

    private static float[] logits(Graph graph, Weights weights) {
        int channels = graph.image().channels();
        Normalisation normalisation = new Normalisation.MeanDeviation(
                Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.25));
        byte[] pixels = new byte[IMAGES * graph.image().bytes()];
        new Random(2).nextBytes(pixels);
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            return classifier.logits(pixels, IMAGES);
        }
    }
}
