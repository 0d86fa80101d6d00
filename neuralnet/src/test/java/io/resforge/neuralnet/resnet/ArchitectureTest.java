package io.resforge.neuralnet.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.Features;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.ParameterLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"resnet8-v1", "resnet20-v1", "resnet1202-v1", "resnet11-v2", "resnet29-v2", "resnet1001-v2"})
    void readsTheNameThatItWrites(String name) {
        assertThat(Architecture.parse(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "resnet", "resnet20", "resnet20-v3", "ResNet20-v1", "resnet-20-v1", "vgg16", "resnet99999-v1"
            })
    void saysWhatIsAllowedForAnUnknownName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.parse(name))
                .withMessageContaining("unknown architecture '" + name + "'")
                .withMessageContaining("resnet20-v1")
                .withMessageContaining("6n+2")
                .withMessageContaining("9n+2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet0-v1", "resnet2-v1", "resnet21-v1", "resnet18-v1", "resnet9999-v1"})
    void refusesADepthThatNoV1NetworkHas(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.parse(name))
                .withMessageContaining("a v1 network has depth 6n+2, such as 8, 14 or 20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet2-v2", "resnet21-v2", "resnet50-v2"})
    void refusesADepthThatNoV2NetworkHas(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.parse(name))
                .withMessageContaining("a v2 network has depth 9n+2, such as 11, 20 or 29");
    }

    @ParameterizedTest
    @CsvSource({"20, 0.27", "32, 0.46", "44, 0.66", "56, 0.85", "110, 1.7"})
    void v1HasAsManyParametersAsThePaperSays(int depth, double millions) {
        // Given the paper's shortcuts, which have no parameters, and ours, which are 1×1 convolutions
        long shortcuts = 16 * 32 + 32 * 64;
        // When
        double parameters = (count("resnet" + depth + "-v1") - shortcuts) / 1e6;
        // Then: equal in the digits that table 6 of arXiv 1512.03385 prints
        assertThat(parameters).isCloseTo(millions, within(depth == 110 ? 0.05 : 0.005));
    }

    /**
     * Keras' example gives its convolutions a bias, which a batch norm behind it makes useless, and counts the running statistics.
     * With those two added, the counts agree to the last digit.
     */
    @ParameterizedTest
    @CsvSource({
        "resnet20-v1, 274442",
        "resnet32-v1, 470218",
        "resnet44-v1, 665994",
        "resnet56-v1, 861770",
        "resnet110-v1, 1742762",
        "resnet20-v2, 574090",
        "resnet29-v2, 849002",
        "resnet56-v2, 1673738",
        "resnet110-v2, 3323210"
    })
    void countsAgreeWithKeras(String name, long expected) {
        // Given
        Graph graph = cifar(name);
        ParameterLayout layout = ParameterLayout.of(graph);
        // When
        long biases = graph.nodes().stream()
                .filter(Node.Convolution.class::isInstance)
                .mapToLong(node -> node.output().channels())
                .sum();
        // Then
        assertThat(layout.parameterCount() + layout.statisticCount() + biases).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"resnet20-v1, 19, 2", "resnet110-v1, 109, 2", "resnet29-v2, 28, 3", "resnet110-v2, 109, 3"})
    void depthCountsTheLayersOnTheLongestPath(String name, int convolutions, int shortcuts) {
        // When
        List<Node.Convolution> all = cifar(name).nodes().stream()
                .filter(Node.Convolution.class::isInstance)
                .map(Node.Convolution.class::cast)
                .toList();
        // Then
        assertThat(all).hasSize(convolutions + shortcuts);
        assertThat(all).filteredOn(c -> c.name().endsWith(".shortcut")).hasSize(shortcuts);
    }

    @Test
    void v1StagesHalveTheMapAndDoubleTheChannels() {
        assertThat(outputOf("resnet20-v1", "stage1.block3.conv2")).isEqualTo(new Features(16, 32, 32));
        assertThat(outputOf("resnet20-v1", "stage2.block1.shortcut")).isEqualTo(new Features(32, 16, 16));
        assertThat(outputOf("resnet20-v1", "stage3.block3.conv2")).isEqualTo(new Features(64, 8, 8));
    }

    @Test
    void v2StagesPutOutFourTimesTheirBottleneck() {
        assertThat(outputOf("resnet29-v2", "stage1.block1.conv2")).isEqualTo(new Features(16, 32, 32));
        assertThat(outputOf("resnet29-v2", "stage1.block3.conv3")).isEqualTo(new Features(64, 32, 32));
        assertThat(outputOf("resnet29-v2", "stage2.block1.conv1")).isEqualTo(new Features(64, 16, 16));
        assertThat(outputOf("resnet29-v2", "stage2.block3.conv3")).isEqualTo(new Features(128, 16, 16));
        assertThat(outputOf("resnet29-v2", "stage3.block3.conv3")).isEqualTo(new Features(256, 8, 8));
    }

    /** Counted from the authors' code: 16, 32 and 64 channels inside, 64, 128 and 256 outside, no biases but the dense layer's. */
    @ParameterizedTest
    @CsvSource({"164", "1001"})
    void bottlenecksOfThePaperAreAQuarterAsWideInside(int depth) {
        // Given
        int blocks = (depth - 2) / 9;
        long expected = 3 * 9 * 16 + 2 * 16 + 2 * 256 + 256 * 10 + 10; // stem, head
        int input = 16;
        for (int inside : new int[] {16, 32, 64}) {
            int output = 4 * inside;
            for (int block = 0; block < blocks; block++) {
                boolean stem = input == 16;
                expected += (long) input * inside + 9 * inside * inside + (long) inside * output;
                expected += (stem ? 0 : 2 * input) + 4 * inside; // batch norms; the very first is the stem's
                expected += block == 0 ? (long) input * output : 0;
                input = output;
            }
        }
        // Then
        assertThat(count("resnet" + depth + "-v2:bottleneck=paper")).isEqualTo(expected);
        assertThat(outputOf("resnet164-v2:bottleneck=paper", "stage2.block1.conv1"))
                .isEqualTo(new Features(32, 16, 16));
    }

    @Test
    void shortcutsOfThePaperReadWhatTheBranchReads() {
        assertThat(readerOfShortcut("resnet11-v2:bottleneck=paper")).isInstanceOf(Node.Relu.class);
        assertThat(readerOfShortcut("resnet11-v2")).isInstanceOf(Node.Add.class);
    }

    private static Node readerOfShortcut(String name) {
        Graph graph = cifar(name);
        return graph.nodes().stream()
                .filter(node -> node instanceof Node.Convolution c && c.name().equals("stage2.block1.shortcut"))
                .map(node -> graph.nodes().get(node.inputs().getFirst()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachBatchNormHasTheConstantsOfTheName() {
        assertThat(norms("resnet11-v2:norm=keras"))
                .allSatisfy(norm ->
                        assertThat(List.of(norm.epsilon(), norm.momentum())).containsExactly(1e-3, 0.01));
        for (String usual : List.of("resnet8-v1", "resnet8-v1:order=bn-relu-conv", "resnet8-v2-plain", "wide-1-1")) {
            assertThat(norms(usual)).allSatisfy(norm -> assertThat(List.of(norm.epsilon(), norm.momentum()))
                    .containsExactly(1e-5, 0.1));
            assertThat(norms(usual + (usual.contains(":") ? "," : ":") + "norm=keras"))
                    .allSatisfy(norm -> assertThat(norm.epsilon()).isEqualTo(1e-3));
        }
    }

    private static List<Node.BatchNorm> norms(String name) {
        List<Node.BatchNorm> norms = cifar(name).nodes().stream()
                .filter(Node.BatchNorm.class::isInstance)
                .map(Node.BatchNorm.class::cast)
                .toList();
        assertThat(norms).isNotEmpty();
        return norms;
    }

    /** The program of arXiv 2404.00498 has as many, and the 288 of its first kernel, which it does not train. */
    @ParameterizedTest
    @ValueSource(strings = {"speed", "speed-res"})
    void speedHasAsManyParametersAsItsPaper(String name) {
        // Given a bias of the stem, two convolutions and two shifts a group, and a matrix
        long stem = 24;
        long kernels = 9L * (24 * 64 + 64 * 64 + 64 * 256 + 3 * 256 * 256);
        long shifts = 2 * (64 + 256 + 256);
        // When
        ParameterLayout layout = ParameterLayout.of(cifar(name));
        // Then
        assertThat(layout.parameterCount())
                .isEqualTo((int) (stem + kernels + shifts + 2560))
                .isEqualTo(1_971_352);
        assertThat(layout.statisticCount()).isEqualTo(288 + 2 * (int) shifts);
        assertThat(Architecture.parse(name).depth()).isEqualTo(8);
    }

    @Test
    void aWhitenedStemTakesThePlaceOfTheConvolutionItsBatchNormAndTheFirstShortcut() {
        // Given what wide-1-1-1-1 has there: a kernel and a batch norm; its first block reads 64 channels
        long without = count("wide-1-1-1-1") - 27 * 64 - 2 * 64 - 9 * 64 * 64;
        // When, Then a bias, a kernel that reads 24 channels, and a projection with its batch norm
        assertThat(count("wide-1-1-1-1:stem=whitened")).isEqualTo(without + 24 + 9 * 24 * 64 + 24 * 64 + 2 * 64);
        assertThat(outputOf("wide-1-1-1-1:stem=whitened", "stem.conv")).isEqualTo(new Features(24, 31, 31));
        assertThat(outputOf("wide-1-1-1-1:stem=whitened", "stage4.block1.conv2"))
                .isEqualTo(new Features(512, 4, 4));
    }

    @Test
    void aGroupOfSpeedHalvesTheMap() {
        assertThat(outputOf("speed", "stem.conv")).isEqualTo(new Features(24, 31, 31));
        assertThat(outputOf("speed", "stage1.block1.conv2")).isEqualTo(new Features(64, 15, 15));
        assertThat(outputOf("speed", "stage3.block1.conv2")).isEqualTo(new Features(256, 3, 3));
    }

    @Test
    void takesImagesOfOtherShapesAndClasses() {
        // When
        Graph graph = Architecture.parse("resnet8-v1").graph(new ImageShape(1, 28, 28), 7);
        // Then
        assertThat(graph.image()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(graph.classes()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"wide-1-1-1-1, 4903242", "wide-2-2-2-2, 11173962", "wide-3-3-3-3, 17444682"})
    void wideHasAsManyParametersAsResNet18OfItsBlocks(String name, long expected) {
        assertThat(count(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"20, 0.27", "32, 0.46", "44, 0.66", "56, 0.85", "110, 1.7"})
    void paddedShortcutsHaveNoParameters(int depth, double millions) {
        // When
        double parameters = count("resnet" + depth + "-v1:shortcut=padding") / 1e6;
        // Then: equal in the digits that table 6 of arXiv 1512.03385 prints
        assertThat(parameters).isCloseTo(millions, within(depth == 110 ? 0.05 : 0.005));
    }

    @Test
    void theDenseLayerReadsAVectorAtEveryImageSize() {
        // Given
        Architecture wide = Architecture.parse("wide-1-1-1-1");
        // When
        Node.Dense dense =
                (Node.Dense) wide.graph(new ImageShape(3, 96, 64), 10).nodes().getLast();
        // Then
        assertThat(dense.inputChannels()).isEqualTo(512);
    }

    @Test
    void dropoutComesBeforeTheDenseLayerAndAddsNoParameter() {
        // Given
        Architecture architecture = Architecture.parse("wide-1-1:channels=4-8");
        // When
        Graph graph = architecture.graph(ImageShape.CIFAR, 10, 0.3);
        // Then
        List<Node> nodes = graph.nodes();
        assertThat(nodes.get(nodes.size() - 2))
                .isInstanceOfSatisfying(Node.Dropout.class, dropout -> assertThat(dropout.rate())
                        .isEqualTo(0.3));
        ParameterLayout without = ParameterLayout.of(architecture.graph(ImageShape.CIFAR, 10));
        assertThat(ParameterLayout.of(graph).parameters()).isEqualTo(without.parameters());
        assertThat(architecture.graph(ImageShape.CIFAR, 10, 0)).isEqualTo(architecture.graph(ImageShape.CIFAR, 10));
    }

    private static Features outputOf(String name, String layer) {
        return cifar(name).nodes().stream()
                .filter(node -> node instanceof Node.Convolution c && c.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .output();
    }

    private static long count(String name) {
        return ParameterLayout.of(cifar(name)).parameterCount();
    }

    private static Graph cifar(String name) {
        return Architecture.parse(name).graph(ImageShape.CIFAR, 10);
    }
}
