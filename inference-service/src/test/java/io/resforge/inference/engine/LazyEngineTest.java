package io.resforge.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.LazyEngine;
import io.resforge.inference.testing.FakeEngine;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LazyEngineTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final FakeEngine engine = new FakeEngine(1);
    private final LazyEngine late = new LazyEngine(100, tasks::add, () -> engine);

    @Test
    void isOpenedOnceWhenItIsFirstWanted() {
        // When
        assertThat(tasks).isEmpty();
        assertThat(late.get()).isEmpty();
        assertThat(late.get()).isEmpty();
        // Then
        assertThat(tasks).hasSize(1);
        // When
        tasks.remove().run();
        // Then
        assertThat(late.get()).containsSame(engine);
        assertThat(tasks).isEmpty();
    }

    @Test
    void isClosedWithItsVersion() {
        // Given
        late.get();
        tasks.remove().run();
        // When
        late.close();
        // Then
        assertThat(engine.closes()).isEqualTo(1);
    }

    @Test
    void isClosedAsSoonAsItIsOpenIfItsVersionIsGone() {
        // Given
        late.get();
        // When
        late.close();
        tasks.remove().run();
        // Then
        assertThat(engine.closes()).isEqualTo(1);
        assertThat(late.get()).isEmpty();
    }

    @Test
    void isNotOpenedForAVersionThatIsGone() {
        // When
        late.close();
        // Then
        assertThat(late.get()).isEmpty();
        assertThat(tasks).isEmpty();
    }

    @Test
    void thereIsNoneIfOpeningItFails() {
        // Given
        LazyEngine failing = new LazyEngine(100, Runnable::run, () -> {
            throw new EngineCheckFailed(EngineCheckFailed.Reason.GOLDEN, "golden image 0 got class 1, expected was 0");
        });
        // When, Then
        assertThat(failing.get()).isEmpty();
        assertThat(failing.get()).isEmpty();
        failing.close();
    }

    @Test
    void noThreadForItIsNoFailureOfTheCall() {
        // Given
        LazyEngine failing = new LazyEngine(
                100,
                _ -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                () -> engine);
        // When, Then
        assertThat(failing.get()).isEmpty();
    }
}
