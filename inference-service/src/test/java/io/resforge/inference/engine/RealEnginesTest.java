package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.inference.settings.InferenceConfig.EngineSetting;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.onnx.OnnxLibrary;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real libraries, with a tiny network. */
class RealEnginesTest {

    private static final int MAX_BATCH = 4;
    private static final TinyNetwork NETWORK = TinyNetwork.of(1);

    @TempDir
    private static Path folder;

    private static Checkpoint checkpoint;

    @BeforeAll
    static void publish() {
        checkpoint = published(NETWORK);
    }

    @ParameterizedTest
    @EnumSource
    void everyEngineComputesWhatTheTrainerExpects(EngineSetting setting) throws EngineCheckFailed {
        assumeSupported(setting);
        try (Engine engine = engines(setting).load(checkpoint, () -> {})) {
            for (int count : List.of(1, 3, MAX_BATCH, 9)) {
                // When
                byte[] pixels = new byte[count * ImageShape.CIFAR.bytes()];
                System.arraycopy(
                        TinyNetwork.pixels(7),
                        0,
                        pixels,
                        pixels.length - ImageShape.CIFAR.bytes(),
                        ImageShape.CIFAR.bytes());
                float[] logits = engine.logits(pixels, count);
                // Then
                float[] expected = NETWORK.logits(TinyNetwork.pixels(7));
                int classes = expected.length;
                assertThat(logits).hasSize(count * classes);
                for (int i = 0; i < classes; i++) {
                    assertThat(logits[(count - 1) * classes + i]).isCloseTo(expected[i], within(.1f));
                }
            }
            assertThat(engine.bytes()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEngineTellsWhatTheLastLayerReads(EngineSetting setting) throws EngineCheckFailed {
        assumeSupported(setting);
        try (Engine engine = engines(setting).load(checkpoint, () -> {})) {
            // When
            float[] features = engine.features(TinyNetwork.pixels(7), 1);
            // Then
            float[] expected = NETWORK.features(TinyNetwork.pixels(7));
            assertThat(features).hasSameSizeAs(expected).hasSize(64);
            float largest = 0;
            for (float feature : expected) {
                largest = Math.max(largest, Math.abs(feature));
            }
            for (int i = 0; i < features.length; i++) {
                assertThat(features[i]).isCloseTo(expected[i], within(.05f * largest));
            }
        }
    }

    @Test
    void onnxRuntimeTakesOtherImages() throws EngineCheckFailed {
        // Given
        TinyNetwork grey = TinyNetwork.of(2, new ImageShape(1, 29, 35));
        // When, Then: the trial compares its logits
        engines(EngineSetting.ONNX).load(published(grey), () -> {}).close();
    }

    @Test
    void onnxRuntimeRefusesLogitsThatAreNotAsPromised() {
        // Given
        Checkpoint wrong = published(NETWORK, TinyNetwork.of(3));
        // Then
        assertThatThrownBy(() -> engines(EngineSetting.ONNX).load(wrong, () -> {}))
                .isInstanceOfSatisfying(EngineCheckFailed.class, unfit -> assertThat(unfit.reason())
                        .isEqualTo(EngineCheckFailed.Reason.GOLDEN));
    }

    @Test
    void onnxRuntimeGetsAModelThatIsMadeHereWhateverFileLiesInTheStore() throws EngineCheckFailed {
        for (Optional<byte[]> file : List.of(Optional.<byte[]>empty(), Optional.of("no model".getBytes()))) {
            // Given
            Checkpoint odd = new Checkpoint(checkpoint.manifest(), checkpoint.weights(), file);
            // When, Then: the trial compares its logits
            engines(EngineSetting.ONNX).load(odd, () -> {}).close();
        }
    }

    @Test
    void severalThreadsGetFromOnnxRuntimeWhatOneGets() throws Exception {
        // Given
        try (Engine engine = engines(EngineSetting.ONNX).load(checkpoint, () -> {});
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            float[] expected = engine.logits(TinyNetwork.pixels(7), 1);
            // When
            List<Future<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(threads.submit(() -> engine.logits(TinyNetwork.pixels(7), 1)));
            }
            // Then
            for (Future<float[]> answer : answers) {
                assertThat(answer.get()).containsExactly(expected, within(1e-4f));
            }
        }
    }

    @Test
    void anImageThatComesAloneHasTwoThreadsOnlyWhereThereAreTwoProcessors() {
        try (Engine ofTwo = serving(2, checkpoint);
                Engine ofOne = serving(1, checkpoint)) {
            assertThat(ofTwo).isInstanceOf(VersionEngine.class);
            assertThat(ofOne).isInstanceOf(OnnxEngine.class);
            assertThat(ofTwo.bytes()).isGreaterThan(ofOne.bytes());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSecondThreadComesWithTheFirstImageAndGoesWithTheVersion() throws Exception {
        // Given: engines of other tests may be there still
        await().atMost(Duration.ofSeconds(60)).until(() -> !opening());
        Set<Path> others = threadsOfLoneImages();
        for (int version = 1; version <= 5; version++) {
            try (Engine engine = engines(EngineSetting.ONNX).load(checkpoint, () -> {})) {
                assertThat(others).containsAll(threadsOfLoneImages());
                // When
                float[] logits = engine.logits(TinyNetwork.pixels(7), 1);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !opening() && beside(others).size() == 1);
                // Then
                assertThat(engine.logits(TinyNetwork.pixels(7), 1)).containsExactly(logits, within(1e-4f));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> beside(others).isEmpty());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSecondThreadThatComputesOtherLogitsIsNotKept() throws Exception {
        // Given: what has one thread was not tried here
        Checkpoint wrong = published(NETWORK, TinyNetwork.of(3));
        await().atMost(Duration.ofSeconds(60)).until(() -> !opening());
        Set<Path> others = threadsOfLoneImages();
        try (Engine engine = serving(2, wrong)) {
            // When
            float[] logits = engine.logits(TinyNetwork.pixels(7), 1);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !opening() && beside(others).isEmpty());
            // Then
            assertThat(engine.logits(TinyNetwork.pixels(7), 1)).containsExactly(logits, within(1e-4f));
            assertThat(beside(others)).isEmpty();
        }
    }

    @Test
    void onnxRuntimeRefusesToComputeOnceClosed() throws EngineCheckFailed {
        // Given
        Engine engine = engines(EngineSetting.ONNX).load(checkpoint, () -> {});
        engine.close();
        engine.close();
        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.logits(TinyNetwork.pixels(7), 1))
                .withMessage("this engine is closed");
    }

    @Test
    void onnxRuntimeRefusesBytesThatAreNotThatManyImages() throws EngineCheckFailed {
        try (Engine engine = engines(EngineSetting.ONNX).load(checkpoint, () -> {})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.logits(new byte[3071], 1))
                    .withMessage("1 images of 3072 bytes each were said to come, but 3071 bytes came");
        }
    }

    private static Engine serving(int processors, Checkpoint version) {
        OnnxBackend backend = new OnnxBackend(new OnnxLibrary(folder.resolve("cache")), MAX_BATCH, processors);
        return VersionEngine.of(backend.load(version), new BatchSizes(MAX_BATCH), backend.lone(version));
    }

    private static boolean opening() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("lone-images"));
    }

    /** A thread of a library has the name of the one that started it. */
    private static Set<Path> threadsOfLoneImages() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> name(task).equals("lone-images\n")).collect(Collectors.toSet());
        }
    }

    private static Set<Path> beside(Set<Path> others) throws IOException {
        Set<Path> threads = new HashSet<>(threadsOfLoneImages());
        threads.removeAll(others);
        return threads;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "ended meanwhile";
        }
    }

    private static void assumeSupported(EngineSetting setting) {
        if (setting == EngineSetting.TORCH_BF16) {
            assumeThat(Precision.fastest()).as("the processor has bf16").isEqualTo(Precision.BF16);
        }
    }

    private static Engines engines(EngineSetting setting) {
        Engines engines =
                Engines.of(setting, new ComputeDevice.Cpu(), MAX_BATCH, folder.resolve("cache"), OptionalDouble.of(.2));
        engines.start();
        return engines;
    }

    private static Checkpoint published(TinyNetwork network) {
        return published(network, network);
    }

    private static Checkpoint published(TinyNetwork network, TinyNetwork expected) {
        ObjectStore store = ObjectStore.openOrCreate(folder.resolve("store").toString());
        Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());
        String version = checkpoints
                .publish(network.draftExpecting(expected), network.weights())
                .version();
        return checkpoints.fetch(TinyNetwork.MODEL, version);
    }
}
