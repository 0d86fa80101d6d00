package io.resforge.inference.models;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.simulation.SimulatedVersions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** A call computes with a version while another takes its place: in all orders of their steps that Lincheck finds, bounded. */
class SlotSchedulesTest {

    private static final int ORDERS = 300;
    private static final byte[] PIXELS = new byte[1];

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(3)
                .invocationsPerIteration(ORDERS);
    }

    @Test
    void noCallComputesWithAVersionThatWasFreedAndEachIsFreedOnce() {
        options().check(Slot.class);
    }

    @Test
    void noCallComputesWithAVersionThatLeftMemoryForOthers() {
        options().check(LeavingSlot.class);
    }

    @Test
    void aSlotIsFoundOutThatLendsWhatItHasGivenUp() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options().check(CarelessSlot.class))
                .withMessageContaining("Invalid execution results");
    }

    /** The slot, with version 1 in it. */
    public static class Slot {

        private final ModelSlot slot = new ModelSlot(() -> 0);
        private final Weights first = new Weights(1);
        private final Weights second = new Weights(2);

        public Slot() {
            put("1", first);
        }

        private void put(String version, Weights weights) {
            slot.add(SimulatedVersions.live(version), weights, () -> {});
            slot.route(Routing.only(version));
        }

        /** The version that computed. */
        @Operation
        public int call() {
            try (Lease lease = slot.borrow(VersionChoice.ANY).orElseThrow()) {
                return (int) lease.engine().logits(PIXELS, 1)[0];
            }
        }

        @Operation(runOnce = true)
        public void replace() {
            put("2", second);
        }

        @Validate
        public void freedOnce() {
            int due = slot.live().orElseThrow().version().equals("2") ? 1 : 0;
            if (first.freed.get() != due || second.freed.get() != 0) {
                throw new IllegalStateException("freed " + first.freed + " and " + second.freed + " times");
            }
        }
    }

    /** The slot of a model on demand, with version 1 in it. */
    public static class LeavingSlot {

        private final ModelSlot slot = new ModelSlot(() -> 0);
        private final Weights weights = new Weights(1);

        public LeavingSlot() {
            slot.add(SimulatedVersions.live("1"), weights, () -> {});
            slot.route(Routing.only("1"));
        }

        /** The version that computed; 0 if there was none any more. */
        @Operation
        public int call() {
            Optional<Lease> borrowed = slot.borrow(VersionChoice.ANY);
            if (borrowed.isEmpty()) {
                return 0;
            }
            try (Lease lease = borrowed.get()) {
                return (int) lease.engine().logits(PIXELS, 1)[0];
            }
        }

        /** Whether it leaves depends on whether the call has come to its end, which is no step of a call that is one. */
        @Operation(runOnce = true)
        public void leave() {
            slot.emptyIfIdle();
        }

        @Validate
        public void freedOnce() {
            int due = slot.live().isEmpty() ? 1 : 0;
            if (weights.freed.get() != due) {
                throw new IllegalStateException("freed " + weights.freed + " times");
            }
        }
    }

    /** Leaves out one rule: that no share is added to a version that has none left. */
    public static class CarelessSlot {

        private record Shared(Engine engine, AtomicInteger shares) {

            void release() {
                if (shares.decrementAndGet() == 0) {
                    engine.close();
                }
            }
        }

        private volatile Shared current = new Shared(new Weights(1), new AtomicInteger(1));

        @Operation
        public int call() {
            Shared borrowed = current;
            borrowed.shares().incrementAndGet();
            int version = (int) borrowed.engine().logits(PIXELS, 1)[0];
            borrowed.release();
            return version;
        }

        @Operation(runOnce = true)
        public void replace() {
            Shared before = current;
            current = new Shared(new Weights(2), new AtomicInteger(1));
            before.release();
        }
    }

    /** Weights that tell their version, and refuse once they were freed. */
    private static final class Weights implements Engine {

        private final int version;
        private final AtomicInteger freed = new AtomicInteger();

        Weights(int version) {
            this.version = version;
        }

        @Override
        public float[] logits(byte[] pixels, int count) {
            if (freed.get() > 0) {
                throw new IllegalStateException("computes with what was freed");
            }
            return new float[] {version};
        }

        @Override
        public String name() {
            return "none";
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public void close() {
            freed.incrementAndGet();
        }
    }
}
