package io.resforge.training.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.batch.BatchStream.BatchFailure;
import io.resforge.training.batch.BatchStream.BatchSource;
import io.resforge.training.batch.BatchStream.PreparedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BatchStreamTest {

    private static final ImageShape SHAPE = new ImageShape(1, 1, 1);

    @Test
    void deliversEveryBatchInOrderAndThenEnds() throws InterruptedException {
        List<Long> read = new ArrayList<>();
        try (BatchStream stream = BatchStream.start(counting(100), SHAPE, 1)) {
            for (int i = 0; i < 100; i++) {
                try (PreparedBatch prepared = stream.next()) {
                    read.add(number(prepared));
                }
            }

            assertThat(read).hasSize(100).isSorted().startsWith(1L).endsWith(100L);
            assertThatThrownBy(stream::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(stream::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void neverOverwritesABatchThatIsStillOnLoan() throws InterruptedException {
        try (BatchStream stream = BatchStream.start(counting(BatchStream.RING + 1), SHAPE, 1)) {
            List<PreparedBatch> loans = new ArrayList<>();
            for (int i = 0; i < BatchStream.RING; i++) {
                loans.add(stream.next());
            }
            assertThat(loans).extracting(BatchStreamTest::number).containsExactly(1L, 2L, 3L, 4L);

            loans.removeFirst().close();

            try (PreparedBatch last = stream.next()) {
                assertThat(number(last)).isEqualTo(5);
                assertThat(loans).extracting(BatchStreamTest::number).containsExactly(2L, 3L, 4L);
            }
        }
    }

    @Test
    void preparesNoMoreThanTheRingAhead() throws InterruptedException {
        AtomicInteger given = new AtomicInteger();
        AtomicInteger filled = new AtomicInteger();
        BatchSource watched = batch -> {
            if (filled.incrementAndGet() - given.get() > BatchStream.RING) {
                throw new AssertionError("too far ahead");
            }
            return true;
        };
        try (BatchStream stream = BatchStream.start(watched, SHAPE, 1)) {
            for (int i = 0; i < 1000; i++) {
                PreparedBatch prepared = stream.next();
                given.incrementAndGet();
                prepared.close();
            }
        }

        assertThat(filled).hasValueBetween(1000, 1000 + BatchStream.RING);
    }

    @Test
    void handsTheProducersFailureToTheReader() throws InterruptedException {
        BatchSource good = counting(1);
        BatchSource failing = batch -> {
            if (!good.fill(batch)) {
                throw new IllegalStateException("the disk is gone");
            }
            return true;
        };
        try (BatchStream stream = BatchStream.start(failing, SHAPE, 1)) {
            stream.next().close();

            assertThatThrownBy(stream::next)
                    .isInstanceOf(BatchFailure.class)
                    .hasMessageContaining("the disk is gone")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(stream::next).isInstanceOf(BatchFailure.class);
        }
    }

    @Test
    void handsEvenAnErrorToTheReader() {
        BatchSource failing = batch -> {
            throw new OutOfMemoryError("no heap");
        };
        try (BatchStream stream = BatchStream.start(failing, SHAPE, 1)) {
            assertThatThrownBy(stream::next).isInstanceOf(BatchFailure.class).hasCauseInstanceOf(Error.class);
        }
    }

    @Test
    void closingEndsAProducerThatWaitsForRoom() throws InterruptedException {
        CountDownLatch full = new CountDownLatch(BatchStream.RING);
        BatchSource endless = batch -> {
            full.countDown();
            return true;
        };
        BatchStream stream = BatchStream.start(endless, SHAPE, 1);
        full.await();

        stream.close();

        assertThat(stream.isRunning()).isFalse();
    }

    @Test
    void closingEndsAProducerInTheMiddleOfABatch() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        BatchSource slow = batch -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
            return true;
        };
        BatchStream stream = BatchStream.start(slow, SHAPE, 1);
        begun.await();

        stream.close();

        assertThat(stream.isRunning()).isFalse();
    }

    @Test
    void closingOnAnInterruptedThreadStillEndsTheProducerAndKeepsTheInterrupt() {
        BatchStream stream = BatchStream.start(batch -> true, SHAPE, 1);
        Thread.currentThread().interrupt();

        stream.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(stream.isRunning()).isFalse();
    }

    /** Batches of one image whose class is the batch's number. */
    private static BatchSource counting(int batches) {
        AtomicInteger number = new AtomicInteger();
        return (TrainingBatch batch) -> {
            batch.labels().put(0, number.incrementAndGet());
            return number.get() <= batches;
        };
    }

    private static long number(PreparedBatch prepared) {
        return prepared.batch().labels().get(0);
    }
}
