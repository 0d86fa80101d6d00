package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Reservation.AdmissionResult;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** What is let in when more comes than can be computed: two workers that take known times, and a clock that the test moves. */
class OverloadSimulationTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long TIMEOUT = 200 * MILLI;
    private static final int WORKERS = 2;

    /** A batch takes half a millisecond and as much for each image: 3,800 a second in full batches of 32. */
    private static final IntToLongFunction USUAL = images -> MILLI / 2 + images * MILLI / 2;

    private static final double CAPACITY = WORKERS * 32. * SECOND / USUAL.applyAsLong(32);

    private final BatchLimits limits = new BatchLimits(32, Duration.ZERO, 512, WORKERS);
    private final ImageQueue queue = new ImageQueue(limits);
    private final DrainTime drainTime = new DrainTime(WORKERS);
    private final ModelSlot slot = new ModelSlot();
    private final List<Desk> desks = List.of(new Desk(), new Desk());
    private final List<Long> latencies = new ArrayList<>();
    private IntToLongFunction speed = USUAL;
    private long now;
    private int refused;

    @Test
    void computesAtNearlyFullSpeedAndInTimeWhenThreeTimesAsMuchComes() throws Exception {
        TestSlots.fill(slot, FakeModels.live(1), new FakeEngine(1));
        // When
        offer(3 * CAPACITY, 5);
        // Then
        assertThat(inTime()).isGreaterThan((long) (.9 * 5 * CAPACITY));
        assertThat(latencies).allSatisfy(latency -> assertThat(latency).isLessThan(TIMEOUT));
        assertThat(refused + latencies.size() + queue.depth() + beingComputed()).isEqualTo((int) (3 * CAPACITY * 5));
    }

    @Test
    void refusesNobodyASecondAfterTheOverload() throws Exception {
        // Given
        TestSlots.fill(slot, FakeModels.live(1), new FakeEngine(1));
        offer(3 * CAPACITY, 2);
        offer(.9 * CAPACITY, 1);
        refused = 0;
        // When
        offer(.9 * CAPACITY, 2);
        // Then
        assertThat(refused).isZero();
    }

    @Test
    void findsItsNewSpeedWhenTheMachineBecomesSlower() throws Exception {
        // Given
        TestSlots.fill(slot, FakeModels.live(1), new FakeEngine(1));
        offer(3 * CAPACITY, 1);
        // When: it takes three times as long from now on
        speed = images -> 3 * USUAL.applyAsLong(images);
        offer(3 * CAPACITY, 1);
        latencies.clear();
        offer(3 * CAPACITY, 5);
        // Then
        assertThat(inTime()).isGreaterThan((long) (.9 * 5 * CAPACITY / 3));
    }

    @Test
    void getsOverOneBatchThatTookTwoSeconds() throws Exception {
        // Given
        TestSlots.fill(slot, FakeModels.live(1), new FakeEngine(1));
        offer(3 * CAPACITY, 1);
        drainTime.computed(32, 2 * SECOND);
        // When
        offer(3 * CAPACITY, 1);
        latencies.clear();
        offer(3 * CAPACITY, 1);
        // Then
        assertThat(inTime()).isGreaterThan((long) (.9 * CAPACITY));
    }

    /** Single images of 64 clients at this rate, evenly. */
    private void offer(double rate, int seconds) throws InterruptedException {
        long begin = now;
        for (int i = 0; i < (int) (rate * seconds); i++) {
            compute(begin + (long) (i / rate * SECOND));
            Caller caller = Caller.of("client " + i % 64, Duration.ofNanos(TIMEOUT), () -> now);
            switch (queue.reserve(caller.client(), 1, drainTime.imagesIn(caller.timeout()))) {
                case AdmissionResult.Granted(QueuedClient client) -> submit(caller, client);
                case AdmissionResult.Full full -> refused++;
                case AdmissionResult.TooLong tooLong -> refused++;
            }
        }
        compute(begin + seconds * SECOND);
    }

    private void submit(Caller caller, QueuedClient client) {
        long arrival = now;
        Reservation.of(queue, caller, client, 1)
                .submit(slot.borrow(VersionChoice.ANY).orElseThrow(), new byte[1])
                .thenAccept(logits -> latencies.add(now - arrival));
    }

    private void compute(long until) throws InterruptedException {
        while (true) {
            Desk next = desks.get(0).free <= desks.get(1).free ? desks.get(0) : desks.get(1);
            if (next.free > until) {
                break;
            }
            now = Math.max(now, next.free);
            next.finish();
            if (queue.depth() == 0) {
                next.free = until + 1; // looks again when more has come
                continue;
            }
            next.begin();
        }
        now = until;
    }

    private long inTime() {
        return latencies.stream().filter(latency -> latency < TIMEOUT).count();
    }

    private int beingComputed() {
        return desks.stream()
                .mapToInt(desk -> desk.batch == null ? 0 : desk.batch.images())
                .sum();
    }

    /** A worker that only takes time. */
    private final class Desk {

        private Batch batch;
        private long free;
        private long began;

        void begin() throws InterruptedException {
            Batch taken = queue.take(false).orElseThrow();
            taken.dropped().forEach(chunk -> chunk.job().fail(chunk, new CallAbandoned()));
            if (!taken.chunks().isEmpty()) {
                batch = taken;
                began = now;
                free = now + speed.applyAsLong(taken.images());
            }
        }

        void finish() {
            if (batch != null) {
                drainTime.computed(batch.images(), now - began);
                batch.chunks().forEach(chunk -> chunk.job().complete(chunk, new float[2 * chunk.count()], 0));
                batch = null;
            }
        }
    }
}
