package io.resforge.inference.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.models.Lease.RouteReason;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelSlotTest {

    private final ModelSlot slot = new ModelSlot();

    @Test
    void tellsThatMemoryIsFreeAlsoWhereAnEngineFailsToClose() {
        // Given
        FakeEngine broken = new FakeEngine(1);
        broken.failToClose(new Error("native"));
        AtomicInteger freed = new AtomicInteger();
        ModelSlot own = new ModelSlot();
        own.add(FakeModels.live(1), broken, freed::incrementAndGet);
        // When
        own.close();
        // Then
        assertThat(freed).hasValue(1);
    }

    @Test
    void lendsNothingWhileItIsEmpty() {
        assertThat(slot.borrow(VersionChoice.ANY)).isEmpty();
        assertThat(slot.live()).isEmpty();
    }

    @Test
    void keepsAReplacedEngineOpenUntilItsLastBorrowerIsDone() {
        // Given
        FakeEngine old = new FakeEngine(1);
        TestSlots.fill(slot, FakeModels.live(1), old);
        Lease first = slot.borrow(VersionChoice.ANY).orElseThrow();
        Lease second = slot.borrow(VersionChoice.ANY).orElseThrow();
        // When
        TestSlots.fill(slot, FakeModels.live(2), new FakeEngine(2));
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
        TestSlots.fill(slot, FakeModels.live(1), engine);
        Lease lease = slot.borrow(VersionChoice.ANY).orElseThrow();
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
        slot.add(FakeModels.live(1), late, () -> {});
        // Then
        assertThat(late.closes()).isEqualTo(1);
        assertThat(slot.borrow(VersionChoice.ANY)).isEmpty();
    }

    @Test
    void neverLendsAClosedEngineAndClosesEachOnceUnderManySwaps() throws Exception {
        // Given
        int swaps = 20_000;
        List<FakeEngine> engines =
                IntStream.range(0, swaps).mapToObj(FakeEngine::new).toList();
        TestSlots.fill(slot, FakeModels.live(1), engines.getFirst());
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService borrowers = Executors.newFixedThreadPool(4)) {
            // When
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(borrowers.submit(() -> computeUntil(done)));
            }
            LiveModel model = FakeModels.live(2);
            engines.stream().skip(1).forEach(engine -> TestSlots.fill(slot, model, engine));
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

    @Test
    void givesTheCanaryItsShareOfTheCallsThatLeaveTheChoiceToTheServer() {
        // Given
        Iterator<Double> chances = List.of(.05, .1, .9).iterator();
        ModelSlot split = threeVersions(chances::next);
        // Then
        assertThat(borrowed(split, VersionChoice.ANY)).isEqualTo("2 CANARY");
        assertThat(borrowed(split, VersionChoice.ANY)).isEqualTo("1 LIVE");
        assertThat(borrowed(split, VersionChoice.ANY)).isEqualTo("1 LIVE");
        split.close();
    }

    @Test
    void lendsVersionsByNumberAndByLabel() {
        ModelSlot three = threeVersions(() -> 0);
        assertThat(borrowed(three, new VersionChoice.Version("1"))).isEqualTo("1 ASKED");
        assertThat(borrowed(three, new VersionChoice.Version("3"))).isEqualTo("3 ASKED");
        assertThat(borrowed(three, new VersionChoice.Label("stable"))).isEqualTo("1 ASKED");
        assertThat(three.borrow(new VersionChoice.Version("4"))).isEmpty();
        assertThat(three.borrow(new VersionChoice.Label("best"))).isEmpty();
        three.close();
    }

    @Test
    void lendsTheShadowForItsShareAndNeverForAnAnswer() {
        // Given
        Iterator<Double> chances = List.of(.4, .5).iterator();
        ModelSlot three = threeVersions(chances::next);
        // Then
        assertThat(three.borrowShadow()).hasValueSatisfying(lease -> {
            assertThat(lease.model().version()).isEqualTo("3");
            assertThat(lease.origin()).isEqualTo(RouteReason.SHADOW);
            lease.close();
        });
        assertThat(three.borrowShadow()).isEmpty();
        three.close();
    }

    @Test
    void freesWhatARoutingDoesNotTake() {
        // Given
        List<FakeEngine> engines = List.of(new FakeEngine(1), new FakeEngine(2));
        slot.add(FakeModels.live(1), engines.getFirst(), () -> {});
        slot.add(FakeModels.live(2), engines.getLast(), () -> {});
        // When
        slot.route(Routing.only("2"));
        // Then
        assertThat(engines).extracting(FakeEngine::closes).containsExactly(1, 0);
        assertThatThrownBy(() -> slot.route(Routing.only("1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not loaded");
        assertThat(slot.live().map(LiveModel::version)).contains("2");
    }

    private static ModelSlot threeVersions(DoubleSupplier chance) {
        ModelSlot slot = new ModelSlot(chance);
        for (int version = 1; version <= 3; version++) {
            slot.add(FakeModels.live(version), new FakeEngine(version), () -> {});
        }
        slot.route(new Routing(
                "1",
                List.of(),
                Map.of("stable", "1"),
                Optional.of(new TrafficShare("2", .1)),
                Optional.of(new TrafficShare("3", .5))));
        return slot;
    }

    private static String borrowed(ModelSlot slot, VersionChoice choice) {
        try (Lease lease = slot.borrow(choice).orElseThrow()) {
            return lease.model().version() + " " + lease.origin();
        }
    }

    private void computeUntil(AtomicBoolean done) {
        byte[] pixels = new byte[1];
        while (!done.get()) {
            try (Lease lease = slot.borrow(VersionChoice.ANY).orElseThrow()) {
                lease.engine().logits(pixels, 1);
            }
        }
    }
}
