package io.resforge.training.quantisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.logits.Softmax;
import io.resforge.neuralnet.onnx.ActivationRanges;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.quantisation.Quantisation.QuantisationFailure;
import io.resforge.training.recipe.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trained network answers with bytes instead of floats. */
class QuantisationTest {

    private static final Dataset STRIPES = StripedImages.dataset(40, 30);
    private static final Duration MINUTES = Duration.ofMinutes(10);

    /** What must not be left on floats. */
    private static final Map<String, Long> FUSED =
            Map.of("Conv", 0L, "Add", 0L, "Relu", 0L, "GlobalAveragePool", 0L, "Gemm", 0L, "BatchNormalization", 0L);

    @TempDir
    Path folder;

    @BeforeAll
    static void startTorch() {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(2);
    }

    @BeforeEach
    void onlyWhereBytesAreMultiplied() {
        assumeTrue(Processor.current().hasByteProducts(), "the processor has no VNNI");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet8-v1", "resnet8-v1:shortcut=padding", "resnet11-v2"})
    void answersAsTheNetworkItIsOf(String arch) throws InterruptedException, OrtException, IOException {
        // Given
        Graph graph = Architecture.parse(arch).graph(ImageShape.CIFAR, 10);
        TrainingResult trained = train(arch);
        LabelledImages test = STRIPES.test().orElseThrow();
        Quantisation quantisation = quantisation(graph, trained);
        // When
        ActivationRanges ranges = quantisation.calibrate(STRIPES.training());
        float[] logits = quantisation.logits(ranges, test);
        // Then
        float[] expected = trained.test().orElseThrow().logits();
        assertThat(agreement(logits, expected)).isGreaterThanOrEqualTo(.98);
        assertThat(accuracy(logits, test)).isGreaterThan(trained.testAccuracy().orElseThrow() - .011);
        byte[] file = OnnxModel.quantised(graph, trained.weights(), trained.normalisation(), ranges, Map.of());
        Map<String, Long> operations = operations(optimised(file));
        assertThat(operations.get("QLinearConv")).isGreaterThanOrEqualTo(convolutions(graph));
        assertThat(operations).containsAllEntriesOf(FUSED);
    }

    @Test
    void aWhiteningStemStaysInFloatsSinceBytesWouldDrownWhatItTells()
            throws InterruptedException, OrtException, IOException {
        // Given
        String arch = "speed:channels=16-16-16";
        Graph graph = Architecture.parse(arch).graph(ImageShape.CIFAR, 10);
        TrainingResult trained = train(arch);
        LabelledImages test = STRIPES.test().orElseThrow();
        Quantisation quantisation = quantisation(graph, trained);
        // When
        ActivationRanges ranges = quantisation.calibrate(STRIPES.training());
        float[] logits = quantisation.logits(ranges, test);
        // Then
        float[] expected = trained.test().orElseThrow().logits();
        assertThat(accuracy(expected, test)).as("what it has learnt").isGreaterThan(.5);
        assertThat(agreement(logits, expected)).isGreaterThanOrEqualTo(.95);
        assertThat(accuracy(logits, test)).isGreaterThan(accuracy(expected, test) - .02);
        byte[] file = OnnxModel.quantised(graph, trained.weights(), trained.normalisation(), ranges, Map.of());
        Map<String, Long> operations = operations(optimised(file));
        assertThat(operations.get("Conv")).as("the stem").isEqualTo(1);
        assertThat(operations.get("QLinearConv")).isEqualTo(convolutions(graph) - 1);
    }

    @Test
    void givesUpWhenItTakesTooLong() throws InterruptedException {
        Graph graph = Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, 10);
        AtomicLong hours = new AtomicLong();
        Quantisation quantisation = new Quantisation(
                graph,
                HeInitialisation.weights(ParameterLayout.of(graph), 1),
                new Normalisation.Unit(),
                1,
                MINUTES,
                () -> Duration.ofHours(hours.getAndIncrement()).toNanos());

        assertThatThrownBy(() -> quantisation.calibrate(STRIPES.training()))
                .isInstanceOf(QuantisationFailure.class)
                .hasMessage("it took too long");
    }

    private static TrainingResult train(String arch) throws InterruptedException {
        Recipe recipe = TestRecipes.resnet8("arch", arch, "epochs", 6, "label_smoothing", 0.1);
        return new Training(recipe, STRIPES, Optional.empty(), event -> {}).run();
    }

    private static Quantisation quantisation(Graph graph, TrainingResult trained) {
        return new Quantisation(graph, trained.weights(), trained.normalisation(), 2, MINUTES, System::nanoTime);
    }

    private static double agreement(float[] logits, float[] expected) {
        int images = logits.length / 10;
        return (double) IntStream.range(0, images)
                        .filter(image -> likeliest(logits, image) == likeliest(expected, image))
                        .count()
                / images;
    }

    private static double accuracy(float[] logits, LabelledImages images) {
        return (double) IntStream.range(0, images.count())
                        .filter(image -> likeliest(logits, image) == images.labels()[image])
                        .count()
                / images.count();
    }

    private static int likeliest(float[] logits, int image) {
        return Softmax.likeliest(logits, image * 10, 10);
    }

    /** The file as ONNX Runtime computes it, after it has fused what it can. */
    private byte[] optimised(byte[] file) throws OrtException, IOException {
        Path optimised = folder.resolve("optimised.onnx");
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizedModelFilePath(optimised.toString());
            OrtEnvironment.getEnvironment().createSession(file, options).close();
        }
        return Files.readAllBytes(optimised);
    }

    private static long convolutions(Graph graph) {
        return graph.nodes().stream().filter(Node.Convolution.class::isInstance).count();
    }

    /** How many there are of each. */
    private static Map<String, Long> operations(byte[] model) {
        String text = new String(model, StandardCharsets.ISO_8859_1);
        return Stream.of("Conv", "Add", "Relu", "GlobalAveragePool", "Gemm", "BatchNormalization", "QLinearConv")
                .collect(Collectors.toMap(type -> type, type -> count(text, "\"" + (char) type.length() + type)));
    }

    /** A node's type is a string with the tag {@code "}, and its length before it. */
    private static long count(String text, String node) {
        return Pattern.compile(Pattern.quote(node)).matcher(text).results().count();
    }
}
