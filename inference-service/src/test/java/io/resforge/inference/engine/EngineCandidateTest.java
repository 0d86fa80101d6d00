package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.engine.EngineCheck.EngineCandidate;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.testing.FakeModels;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EngineCandidateTest {

    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16);

    @Test
    void whatPreparesForEachSizeIsTriedWithAll() throws EngineCheckFailed {
        assertThat(tried(EngineKind.TORCH_FP32, 20, SIZES)).containsExactly(1, 2, 4, 8, 16, 16);
    }

    @Test
    void whatComputesAllSizesAlikeIsTriedWithOneImageAndThenAllGoldenOnes() throws EngineCheckFailed {
        assertThat(tried(EngineKind.ONNX, 20, SIZES)).containsExactly(1, 16, 16);
        assertThat(tried(EngineKind.ONNX, 10, SIZES)).containsExactly(1, 10);
        assertThat(tried(EngineKind.ONNX, 1, SIZES)).containsExactly(1);
    }

    @Test
    void whatIsForLargeBatchesOnlyIsNotTriedWithSmallerOnes() throws EngineCheckFailed {
        assertThat(tried(EngineKind.ONNX, 3, List.of(8, 16))).containsExactly(8);
    }

    @Test
    void isToldOfAsLoadedBeforeItIsTried() throws EngineCheckFailed {
        // Given
        FakeBackend backend = new FakeBackend(EngineKind.ONNX, new AtomicLong(), size -> 0);
        List<Integer> triedBefore = new ArrayList<>();
        // When
        new EngineCandidate(
                        backend,
                        checkpoint(1),
                        () -> triedBefore.add(backend.batches().size()))
                .loadTried(SIZES);
        // Then
        assertThat(triedBefore).containsExactly(0);
        assertThat(backend.batches()).isNotEmpty();
    }

    private static List<Integer> tried(EngineKind kind, int goldenImages, List<Integer> sizes)
            throws EngineCheckFailed {
        FakeBackend backend = new FakeBackend(kind, new AtomicLong(), size -> 0);
        new EngineCandidate(backend, checkpoint(goldenImages), () -> {}).loadTried(sizes);
        return backend.batches();
    }

    private static Checkpoint checkpoint(int goldenImages) {
        return new Checkpoint(
                FakeModels.manifest(1, List.of(1f, 50f), goldenImages),
                new Weights(new float[0], new float[0]),
                Optional.empty());
    }
}
