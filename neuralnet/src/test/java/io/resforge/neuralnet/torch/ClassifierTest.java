package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

    private static final Graph GRAPH = Reference.graph("resnet8-v1");

    private final byte[] pixels = Reference.pixels();

    @BeforeAll
    static void startTorch() {
        TorchRuntime.start(1);
    }

    @Test
    void anImageGetsTheSameLogitsAloneAndAmongOthers() {
        // Given
        try (Classifier classifier = load(1)) {
            byte[] second = Arrays.copyOfRange(pixels, ImageShape.CIFAR.bytes(), 2 * ImageShape.CIFAR.bytes());
            // When
            float[] alone = classifier.logits(second, 1);
            float[] all = classifier.logits(pixels, Reference.IMAGES);
            // Then
            assertThat(alone).hasSize(10);
            for (int i = 0; i < 10; i++) {
                assertThat(alone[i]).isCloseTo(all[10 + i], within(1e-4f));
            }
        }
    }

    @Test
    void classifiersOfOneGraphShareItsScriptAndNotTheirWeights() {
        // Given
        try (Classifier first = load(1);
                Classifier second = load(2)) {
            // When, Then
            assertThat(first.script()).isSameAs(second.script());
            assertThat(first.logits(pixels, Reference.IMAGES)).isNotEqualTo(second.logits(pixels, Reference.IMAGES));
        }
    }

    @Test
    void oneGoesOnWhenAnotherOfItsGraphIsClosed() {
        // Given
        try (Classifier stays = load(1)) {
            float[] before = stays.logits(pixels, Reference.IMAGES);
            // When
            load(2).close();
            // Then
            assertThat(stays.logits(pixels, Reference.IMAGES)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet20-v1",
                "resnet8-v1:shortcut=padding",
                "resnet11-v2",
                "wide-1-1-1-1:channels=8-8-16-16",
                "speed-res:channels=8-16-16"
            })
    void bf16GivesNearlyTheLogitsOfFp32(String name) {
        // Given
        assumeThat(Precision.fastest()).as("the processor has bf16").isEqualTo(Precision.BF16);
        Graph graph = Reference.graph(name);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(graph), 1);
        try (Classifier exact = Classifier.load(graph, weights, Reference.NORMALISATION);
                Classifier rounded = Classifier.load(graph, weights, Reference.NORMALISATION, Precision.BF16)) {
            // When
            float[] expected = exact.logits(pixels, Reference.IMAGES);
            float[] actual = rounded.logits(pixels, Reference.IMAGES);
            // Then
            float largest = 0;
            for (float logit : expected) {
                largest = Math.max(largest, Math.abs(logit));
            }
            assertThat(actual).isNotEqualTo(expected);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(.05f * largest));
            }
        }
    }

    @Test
    void severalThreadsGetWhatOneGets() throws Exception {
        // Given
        try (Classifier classifier = load(1);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            float[] expected = classifier.logits(pixels, Reference.IMAGES);
            // When
            List<Future<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(threads.submit(() -> classifier.logits(pixels, Reference.IMAGES)));
            }
            // Then
            for (Future<float[]> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aCallerGetsNoHelperThreadsWhenTheEngineMayUseOne() throws Exception {
        // Given
        assumeThat(Path.of("/proc/self/task"))
                .as("Linux lists a process' threads")
                .isDirectory();
        try (Classifier classifier = load(1);
                ExecutorService threads = Executors.newSingleThreadExecutor(task -> new Thread(task, "lone-caller"))) {
            // When
            threads.submit(() -> classifier.logits(pixels, Reference.IMAGES)).get();
            // Then: a native thread inherits the name of the one that starts it
            assertThat(nativeThreads("lone-caller")).isEqualTo(1);
        }
    }

    private static long nativeThreads(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> nameOf(task).equals(name)).count();
        }
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "a thread that has ended meanwhile";
        }
    }

    @Test
    void refusesToClassifyOnceClosed() {
        // Given
        Classifier classifier = load(1);
        classifier.close();
        classifier.close();
        // When, Then
        assertThatIllegalStateException()
                .isThrownBy(() -> classifier.logits(pixels, Reference.IMAGES))
                .withMessage("this classifier is closed");
    }

    @Test
    void closingWhileOthersClassifyEndsInAnswersOrInARefusal() throws Exception {
        // Given
        Classifier classifier = load(1);
        float[] expected = classifier.logits(pixels, Reference.IMAGES);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(threads.submit(() -> answersUntilClosed(classifier, expected)));
            }
            // When
            classifier.logits(pixels, Reference.IMAGES);
            classifier.close();
            // Then
            for (Future<Integer> caller : callers) {
                assertThat(caller.get()).isNotNegative();
            }
        }
    }

    @Test
    void refusesBytesThatAreNotThatManyImages() {
        try (Classifier classifier = load(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.logits(new byte[3071], 1))
                    .withMessage("1 images of 3072 bytes each were said to come, but 3071 bytes came");
            assertThatIllegalArgumentException().isThrownBy(() -> classifier.logits(new byte[0], 0));
        }
    }

    @Test
    void refusesWeightsAndNormalisationsOfOtherNetworks() {
        Weights tooShort = new Weights(new float[5], new float[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Classifier.load(GRAPH, tooShort, Reference.NORMALISATION))
                .withMessageContaining("the weights 5 and 0");
        Normalisation grey = new Normalisation.MeanDeviation(List.of(0.5), List.of(0.2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Classifier.load(GRAPH, HeInitialisation.weights(ParameterLayout.of(GRAPH), 1), grey))
                .withMessage("normalisation must have a mean and a deviation for each of the 3 channels, was of 1");
    }

    private int answersUntilClosed(Classifier classifier, float[] expected) {
        for (int answers = 0; ; answers++) {
            try {
                assertThat(classifier.logits(pixels, Reference.IMAGES)).isEqualTo(expected);
            } catch (IllegalStateException e) {
                return answers;
            }
        }
    }

    private static Classifier load(long seed) {
        Weights weights = HeInitialisation.weights(ParameterLayout.of(GRAPH), seed);
        return Classifier.load(GRAPH, weights, Reference.NORMALISATION);
    }
}
