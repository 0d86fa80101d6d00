package io.resforge.neuralnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.TorchRuntime;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What ONNX Runtime computes of the file must be what PyTorch computes of the graph. */
class OnnxModelTest {

    private static final int IMAGES = 5;
    private static final int CLASSES = 7;
    private static final Graph SMALL = Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, CLASSES);

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "resnet20-v1; 3; 32; 32",
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
    void eachNetworkAnswersAsTorchScriptDoes(String name, int channels, int height, int width) throws OrtException {
        ImageShape image = new ImageShape(channels, height, width);
        assertSameLogits(Architecture.parse(name).graph(image, CLASSES), byChannel(channels));
    }

    static Stream<Normalisation> normalisations() {
        float[] mean = new float[ImageShape.CIFAR.bytes()];
        Random random = new Random(4);
        for (int i = 0; i < mean.length; i++) {
            mean[i] = random.nextFloat();
        }
        return Stream.of(
                new Normalisation.MeanDeviation(List.of(.49, .48, .45), List.of(.25, .24, .26)),
                Normalisation.PixelMean.of(mean),
                new Normalisation.Unit(),
                new Normalisation.None());
    }

    @ParameterizedTest
    @MethodSource("normalisations")
    void eachNormalisationIsInside(Normalisation normalisation) throws OrtException {
        assertSameLogits(SMALL, normalisation);
    }

    @Test
    void dropoutDoesNothing() throws OrtException {
        assertSameLogits(Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, CLASSES, .5), byChannel(3));
    }

    @Test
    void tellsWhatItIs() throws OrtException {
        // When
        byte[] file = OnnxModel.of(SMALL, weights(SMALL), byChannel(3), Map.of("labels", "cat\ndög"));
        // Then
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
            assertThat(session.getMetadata().getProducerName()).isEqualTo("resforge");
            assertThat(session.getMetadata().getCustomMetadata()).containsEntry("labels", "cat\ndög");
            TensorInfo images =
                    (TensorInfo) session.getInputInfo().get("images").getInfo();
            assertThat(images.type).isEqualTo(OnnxJavaType.UINT8);
            assertThat(images.getShape()).containsExactly(-1, 32, 32, 3);
            assertThat(session.getOutputInfo()).containsOnlyKeys("logits");
        }
    }

    @Test
    void theSameNetworkGivesTheSameBytes() {
        assertThat(OnnxModel.of(SMALL, weights(SMALL), byChannel(3), Map.of("a", "1", "b", "2")))
                .isEqualTo(OnnxModel.of(SMALL, weights(SMALL), byChannel(3), Map.of("b", "2", "a", "1")));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxModel.of(SMALL, weights(SMALL), byChannel(1), Map.of()))
                .withMessage("normalisation must have a mean and a deviation for each of the 3 channels, was of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxModel.of(SMALL, new Weights(new float[3], new float[0]), byChannel(3), Map.of()))
                .withMessageContaining("the weights 3 and 0");
    }

    private static void assertSameLogits(Graph graph, Normalisation normalisation) throws OrtException {
        // Given
        Weights weights = weights(graph);
        byte[] pixels = new byte[IMAGES * graph.image().bytes()];
        new Random(2).nextBytes(pixels);
        // When
        float[] actual = onnx(OnnxModel.of(graph, weights, normalisation, Map.of()), pixels, graph.image());
        // Then
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            assertClose(actual, classifier.logits(pixels, IMAGES));
        }
    }

    /** Within a ten-thousandth of the largest logit. */
    private static void assertClose(float[] actual, float[] expected) {
        float largest = 0;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(1e-4f * largest);
        }
    }

    private static float[] onnx(byte[] file, byte[] pixels, ImageShape image) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {IMAGES, image.height(), image.width(), image.channels()};
        ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
        try (OrtSession session = environment.createSession(file);
                OnnxTensor images = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of("images", images))) {
            float[] values = new float[IMAGES * CLASSES];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(values);
            return values;
        }
    }

    /** Statistics other than a fresh network's, so that folding them matters. */
    private static Weights weights(Graph graph) {
        Weights fresh = HeInitialisation.weights(ParameterLayout.of(graph), 1);
        Random random = new Random(3);
        for (int i = 0; i < fresh.statistics().length; i++) {
            fresh.statistics()[i] = .5f + random.nextFloat();
        }
        return fresh;
    }

    private static Normalisation byChannel(int channels) {
        return new Normalisation.MeanDeviation(Collections.nCopies(channels, .45), Collections.nCopies(channels, .25));
    }
}
