package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.inference.testing.FakeModels;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Int8Form;
import io.resforge.registry.checkpoint.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime is quick with single images here, PyTorch in bf16 with eight at a time, and PyTorch in fp32 never. */
class FastestEnginesTest {

    private static final BatchSizes SIZES = new BatchSizes(8);
    private static final Checkpoint CHECKPOINT = new Checkpoint(
            FakeModels.manifest(1, List.of(1f, 50f)), new Weights(new float[0], new float[0]), Optional.empty());

    /** Of a network that answers otherwise with bytes. */
    private static final Checkpoint TELLS_HOW = new Checkpoint(
            CHECKPOINT
                    .manifest()
                    .withInt8(new Int8Form(List.of(0f), List.of(1f), 1, 1, .9, .9, 1, List.of(List.of(3f, 47f)))),
            CHECKPOINT.weights(),
            Optional.empty());

    @TempDir
    private Path cache;

    private final AtomicLong clock = new AtomicLong();
    private final FakeBackend onnx = new FakeBackend(EngineKind.ONNX, clock, size -> 100L * size);
    private final FakeBackend int8 = new FakeBackend(EngineKind.ONNX_INT8, clock, size -> 50L * size);
    private final FakeBackend fp32 = new FakeBackend(EngineKind.TORCH_FP32, clock, size -> 1000L * size);
    private final FakeBackend bf16 = new FakeBackend(EngineKind.TORCH_BF16, clock, size -> 220 + 20L * size);

    @Test
    void takesTheFastestForEachBatchSizeAndClosesTheOthers() throws EngineCheckFailed {
        // When
        Engine engine = engines().load(CHECKPOINT, () -> {});
        // Then
        assertThat(engine.name()).isEqualTo("onnx up to 2 images, torch-bf16 up to 8 images");
        assertThat(engine.name(2)).isEqualTo("onnx");
        assertThat(engine.name(3)).isEqualTo("torch-bf16");
        engine.logits(new byte[1], 1);
        assertThat(onnx.batches()).endsWith(1);
        engine.logits(new byte[3], 3);
        assertThat(bf16.batches()).endsWith(3);
        assertThat(engine.bytes()).isEqualTo(200);
        assertThat(List.of(onnx.open(), fp32.open(), bf16.open())).containsExactly(1L, 0L, 1L);
        // When
        engine.close();
        // Then
        assertThat(onnx.open() + bf16.open()).isZero();
    }

    @Test
    void measuresOnceAndLoadsOnlyWhatServesFromThenOn() throws EngineCheckFailed {
        // Given
        FastestEngines engines = engines();
        engines.load(CHECKPOINT, () -> {});
        int loads = fp32.loads();
        // When
        Engine engine = engines.load(CHECKPOINT, () -> {});
        // Then
        assertThat(engine.name()).isEqualTo("onnx up to 2 images, torch-bf16 up to 8 images");
        assertThat(fp32.loads()).isEqualTo(loads);
    }

    @Test
    void takesMemoryForAllUntilItIsMeasuredWhichAreFastest() throws EngineCheckFailed {
        FastestEngines engines = engines();
        assertThat(engines.bytes(CHECKPOINT)).isEqualTo(300);
        Engine engine = engines.load(CHECKPOINT, () -> {});
        assertThat(engines.bytes(CHECKPOINT)).isEqualTo(200).isEqualTo(engine.bytes());
    }

    @Test
    void measuresNothingAfterARestart() throws EngineCheckFailed {
        // Given
        engines().load(CHECKPOINT, () -> {});
        int loads = fp32.loads();
        // When
        engines().load(CHECKPOINT, () -> {});
        // Then
        assertThat(fp32.loads()).isEqualTo(loads);
    }

    @Test
    void measuresAnewWhenWhatIsKeptIsDamaged() throws EngineCheckFailed, IOException {
        // Given
        engines().load(CHECKPOINT, () -> {});
        Files.writeString(cache.resolve("fastest.json"), "{");
        int loads = fp32.loads();
        // When
        Engine engine = engines().load(CHECKPOINT, () -> {});
        // Then
        assertThat(engine.name()).startsWith("onnx");
        assertThat(fp32.loads()).isGreaterThan(loads);
    }

    @Test
    void startsOnlyWhatWasFastestTheLastTime() throws EngineCheckFailed {
        // Given
        engines().load(CHECKPOINT, () -> {});
        // When
        engines().start();
        // Then
        assertThat(List.of(onnx.started(), fp32.started(), bf16.started())).containsExactly(true, false, true);
    }

    @Test
    void startsTheFirstAloneWhenNothingIsKnown() {
        // When
        engines().start();
        // Then
        assertThat(List.of(onnx.started(), fp32.started(), bf16.started())).containsExactly(true, false, false);
    }

    @Test
    void leavesOutWhatComputesSomethingElse() throws EngineCheckFailed {
        // Given
        onnx.offBy(1);
        // When
        Engine engine = engines().load(CHECKPOINT, () -> {});
        // Then
        assertThat(engine.name()).isEqualTo("torch-bf16");
        assertThat(List.of(onnx.open(), fp32.open(), bf16.open())).containsExactly(0L, 0L, 1L);
    }

    @Test
    void triesEachVersionAlthoughItKnowsWhatIsFastest() throws EngineCheckFailed {
        // Given
        FastestEngines engines = engines();
        engines.load(CHECKPOINT, () -> {}).close();
        bf16.offBy(20);
        // When
        Engine engine = engines.load(CHECKPOINT, () -> {});
        // Then
        assertThat(engine.name()).isEqualTo("onnx");
        assertThat(List.of(onnx.open(), fp32.open(), bf16.open())).containsExactly(1L, 0L, 0L);
    }

    @Test
    void servesWithWhatIsLeftWhenALibraryFails() throws EngineCheckFailed {
        // Given
        onnx.failing(new IllegalStateException("no such library"));
        bf16.offBy(20);
        // When, Then
        assertThat(engines().load(CHECKPOINT, () -> {}).name()).isEqualTo("torch-fp32");
    }

    @Test
    void measuresAnewAfterARestartIfALibraryFailed() throws EngineCheckFailed {
        // Given
        bf16.failing(new IllegalStateException("out of memory"));
        FastestEngines engines = engines();
        engines.load(CHECKPOINT, () -> {});
        bf16.failing(null);
        // When, Then
        assertThat(engines.load(CHECKPOINT, () -> {}).name()).isEqualTo("onnx");
        assertThat(engines().load(CHECKPOINT, () -> {}).name()).contains("torch-bf16");
    }

    @Test
    void refusesAVersionOnlyIfNoEngineIsFit() {
        // Given
        onnx.offBy(1);
        fp32.offBy(2);
        bf16.offBy(30);
        // Then
        assertThatThrownBy(() -> engines().load(CHECKPOINT, () -> {}))
                .isInstanceOfSatisfying(EngineCheckFailed.class, unfit -> assertThat(unfit.reason())
                        .isEqualTo(EngineCheckFailed.Reason.GOLDEN));
        assertThat(onnx.open() + fp32.open() + bf16.open()).isZero();
    }

    @Test
    void tellsWhyWhenEveryLibraryFails() {
        // Given
        List.of(onnx, fp32, bf16).forEach(backend -> backend.failing(new IllegalStateException("out of memory")));
        // Then
        assertThatThrownBy(() -> engines().load(CHECKPOINT, () -> {}))
                .isInstanceOf(EngineCheckFailed.class)
                .hasMessageContaining("out of memory");
    }

    @Test
    void aSmallNetworkIsServedByTheFirstAloneAndNothingIsMeasured() throws EngineCheckFailed {
        // When
        Engine engine = engines(_ -> true).load(CHECKPOINT, () -> {});
        // Then
        assertThat(engine.name()).isEqualTo("onnx");
        assertThat(List.of(fp32.loads(), bf16.loads())).containsExactly(0, 0);
        // When
        engines(_ -> true).start();
        // Then
        assertThat(List.of(onnx.started(), fp32.started(), bf16.started())).containsExactly(true, false, false);
    }

    @Test
    void aSmallNetworkHasTheOthersWhenTheFirstComputesSomethingElse() throws EngineCheckFailed {
        // Given
        onnx.offBy(1);
        // When, Then
        assertThat(engines(_ -> true).load(CHECKPOINT, () -> {}).name()).isEqualTo("torch-bf16");
        assertThat(onnx.open()).isZero();
    }

    @Test
    void aSmallNetworkIsComputedWithBytesWhereItTellsHowAndThatIsFaster() throws EngineCheckFailed {
        // When, Then
        assertThat(withBytes().load(TELLS_HOW, () -> {}).name()).isEqualTo("onnx-int8");
        assertThat(withBytes().load(CHECKPOINT, () -> {}).name()).isEqualTo("onnx");
        assertThat(fp32.loads() + bf16.loads()).isZero();
    }

    @Test
    void whatComputesOtherLogitsWithBytesThanItsPublisherIsComputedInFp32() throws EngineCheckFailed {
        // Given
        int8.offBy(10);
        // When, Then
        assertThat(withBytes().load(TELLS_HOW, () -> {}).name()).isEqualTo("onnx");
        assertThat(int8.open()).isZero();
    }

    @Test
    void pyTorchHasToBeAQuarterFaster() throws EngineCheckFailed {
        // Given
        FakeBackend close = new FakeBackend(EngineKind.TORCH_BF16, clock, size -> 81L * size);
        FakeBackend faster = new FakeBackend(EngineKind.TORCH_BF16, clock, size -> 79L * size);
        // When, Then
        assertThat(engines(close, cache.resolve("close"))
                        .load(CHECKPOINT, () -> {})
                        .name())
                .isEqualTo("onnx");
        assertThat(engines(faster, cache.resolve("faster"))
                        .load(CHECKPOINT, () -> {})
                        .name())
                .isEqualTo("torch-bf16");
    }

    private FastestEngines engines(FakeBackend other, Path folder) {
        return new FastestEngines(
                List.of(onnx, other),
                _ -> false,
                SIZES,
                new EngineRankings(folder),
                new EngineBenchmark(SIZES, clock::get));
    }

    private FastestEngines withBytes() {
        return new FastestEngines(
                List.of(onnx, int8, fp32, bf16),
                _ -> true,
                SIZES,
                new EngineRankings(cache),
                new EngineBenchmark(SIZES, clock::get));
    }

    private FastestEngines engines() {
        return engines(_ -> false);
    }

    private FastestEngines engines(Predicate<Manifest> isSmall) {
        return new FastestEngines(
                List.of(onnx, fp32, bf16),
                isSmall,
                SIZES,
                new EngineRankings(cache),
                new EngineBenchmark(SIZES, clock::get));
    }
}
