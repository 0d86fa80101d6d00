package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.inference.engine.VersionEngine.IdleDetector;
import io.resforge.inference.engine.VersionEngine.LazyEngine;
import io.resforge.inference.testing.FakeEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionEngineTest {

    private final FakeEngine lone = new FakeEngine(1);
    private final FakeEngine others = new FakeEngine(2);
    private final IdleDetector idle = new IdleDetector();
    private final Engine engine = serving(lone, others);

    @BeforeEach
    void openItsOwnWayForTheFirst() {
        engine.logits(new byte[1], 1);
        assertThat(others.batches()).containsExactly(1);
    }

    private Engine serving(Engine lone, Engine others) {
        LazyEngine late = new LazyEngine(100, Runnable::run, () -> lone);
        return VersionEngine.of(others, new BatchSizes(2), Optional.of(new VersionEngine.Lone(late, idle)));
    }

    @Test
    void anImageThatComesAloneHasItsOwnWay() {
        // When
        engine.logits(new byte[1], 1);
        engine.logits(new byte[1], 1);
        // Then
        assertThat(lone.batches()).containsExactly(1, 1);
        assertThat(others.batches()).containsExactly(1);
    }

    @Test
    void severalImagesTakeTheOtherWay() {
        // When
        engine.logits(new byte[2], 2);
        // Then
        assertThat(lone.batches()).isEmpty();
        assertThat(others.batches()).containsExactly(1, 2);
    }

    @Test
    void anImageTakesTheOtherWayWhileAnotherIsComputedForAnyVersion() throws InterruptedException {
        // Given
        Engine nextVersion = serving(new FakeEngine(3), new FakeEngine(4));
        lone.hold();
        CompletableFuture<float[]> first = CompletableFuture.supplyAsync(() -> engine.logits(new byte[1], 1));
        lone.awaitBatch();
        // When
        float[] second = engine.logits(new byte[1], 1);
        float[] third = nextVersion.logits(new byte[1], 1);
        lone.release(2);
        first.join();
        // Then
        assertThat(List.of(second[1], third[1])).containsExactly(2f, 4f);
    }

    @Test
    void anImageBetweenTwoBatchesDoesNotComeAlone() {
        // Given
        engine.logits(new byte[2], 2);
        // When
        for (int call = 0; call <= IdleDetector.IN_A_ROW; call++) {
            engine.logits(new byte[1], 1);
        }
        // Then
        assertThat(others.batches()).hasSize(2 + IdleDetector.IN_A_ROW);
        assertThat(lone.batches()).containsExactly(1);
    }

    @Test
    void aFailureLeavesNothingUnderWay() {
        // Given
        lone.fail(new IllegalStateException("out of memory"));
        assertThatThrownBy(() -> engine.logits(new byte[1], 1)).hasMessage("out of memory");
        lone.fail(null);
        // When, Then
        assertThat(engine.logits(new byte[1], 1)).containsExactly(0f, 1f);
    }

    @Test
    void closesBothAlthoughOneFailsTo() {
        // Given
        lone.failToClose(new Error("native"));
        // When, Then
        assertThatThrownBy(engine::close).hasMessage("native");
        assertThat(List.of(lone.closes(), others.closes())).containsExactly(1, 1);
    }

    @Test
    void closesTheEnginesOfAllBatchSizesAlthoughOneFailsTo() {
        // Given
        FakeEngine small = new FakeEngine(1);
        FakeEngine large = new FakeEngine(2);
        small.failToClose(new Error("native"));
        Engine bySize = VersionEngine.of(List.of(small, large), new BatchSizes(2), Optional.empty());
        // When, Then
        assertThatThrownBy(bySize::close).hasMessage("native");
        assertThat(large.closes()).isEqualTo(1);
    }

    @Test
    void theOnlyEngineComputesWithoutADetour() {
        assertThat(VersionEngine.of(others, new BatchSizes(4), Optional.empty()))
                .isSameAs(others);
    }
}
