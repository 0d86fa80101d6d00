package io.resforge.inference.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.model.LiveModel;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelSlotTest {

    private final ModelSlot slot = new ModelSlot();

    @Test
    void lendsNothingWhileItIsEmpty() {
        assertThat(slot.borrow()).isEmpty();
        assertThat(slot.live()).isEmpty();
    }

    @Test
    void keepsAReplacedEngineOpenUntilItsLastBorrowerIsDone() {
        // Given
        FakeEngine old = new FakeEngine(1);
        slot.fill(FakeModels.live(1), old);
        Lease first = slot.borrow().orElseThrow();
        Lease second = slot.borrow().orElseThrow();
        // When
        slot.fill(FakeModels.live(2), new FakeEngine(2));
        first.close();
        // Then
        assertThat(old.closes()).isZero();
        second.close();
        assertThat(old.closes()).isEqualTo(1);
        assertThat(slot.live().map(LiveModel::version)).contains("2");
    }

    @Test
    void countsALeaseThatIsClosedTwiceOnce() {
        // Given
        FakeEngine engine = new FakeEngine(1);
        slot.fill(FakeModels.live(1), engine);
        Lease lease = slot.borrow().orElseThrow();
        // When
        lease.close();
        lease.close();
        // Then
        assertThat(engine.closes()).isZero();
        slot.close();
        assertThat(engine.closes()).isEqualTo(1);
    }

    @Test
    void freesAnEngineThatComesAfterTheEnd() {
        // Given
        FakeEngine late = new FakeEngine(1);
        slot.close();
        // When
        slot.fill(FakeModels.live(1), late);
        // Then
        assertThat(late.closes()).isEqualTo(1);
        assertThat(slot.borrow()).isEmpty();
    }

    @Test
    void neverLendsAClosedEngineAndClosesEachOnceUnderManySwaps() throws Exception {
        // Given
        int swaps = 20_000;
        List<FakeEngine> engines =
                IntStream.range(0, swaps).mapToObj(FakeEngine::new).toList();
        slot.fill(FakeModels.live(1), engines.getFirst());
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService borrowers = Executors.newFixedThreadPool(4)) {
            // When
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(borrowers.submit(() -> computeUntil(done)));
            }
            LiveModel model = FakeModels.live(2);
            engines.stream().skip(1).forEach(engine -> slot.fill(model, engine));
            done.set(true);
            for (Future<?> borrower : running) {
                borrower.get();
            }
        }
        slot.close();
        // Then
        assertThat(engines).allSatisfy(engine -> assertThat(engine.closes()).isEqualTo(1));
        assertThat(engines).noneMatch(FakeEngine::misused);
    }

    private void computeUntil(AtomicBoolean done) {
        byte[] pixels = new byte[1];
        while (!done.get()) {
            try (Lease lease = slot.borrow().orElseThrow()) {
                lease.engine().logits(pixels, 1);
            }
        }
    }
}
