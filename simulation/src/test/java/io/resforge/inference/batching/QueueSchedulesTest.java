package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Reservation.AdmissionResult;
import java.time.Duration;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Callers ask for room and give it back at once: in all orders of their steps that Lincheck finds, bounded. */
class QueueSchedulesTest {

    private static final int ORDERS = 300;

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(2)
                .invocationsPerIteration(ORDERS);
    }

    @Test
    void allRoomComesBack() {
        options().check(Room.class);
    }

    @Test
    void aQueueIsFoundOutThatCountsWithoutItsLock() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options().check(CarelessRoom.class));
    }

    /** The queue, with room for two images. */
    public static class Room {

        private final ImageQueue queue = new ImageQueue(new BatchLimits(1, Duration.ZERO, 2, 1));

        /** A caller that gets room if there is some, and leaves. */
        @Operation
        public void visit() {
            if (queue.reserve("a client", 1, Long.MAX_VALUE) instanceof AdmissionResult.Granted(QueuedClient client)) {
                queue.unreserve(client, 1);
            }
        }

        @Validate
        public void allRoomIsBack() {
            if (queue.depth() != 0) {
                throw new IllegalStateException(queue.depth() + " images are counted, and none is there");
            }
        }
    }

    /** Leaves out the lock. */
    public static class CarelessRoom {

        private int admitted;

        @Operation
        public void visit() {
            if (admitted < 2) {
                admitted = admitted + 1;
                admitted = admitted - 1;
            }
        }

        @Validate
        public void allRoomIsBack() {
            if (admitted != 0) {
                throw new IllegalStateException(admitted + " images are counted, and none is there");
            }
        }
    }
}
