package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BatcherTest {

    private static final Duration FOREVER = Duration.ofHours(1);

    private final ModelSlot slot = new ModelSlot();
    private final FakeEngine engine = new FakeEngine(7);
    private Batcher batcher;

    @AfterEach
    void close() {
        engine.release(1000);
        batcher.close();
        slot.close();
    }

    @Test
    void takesASingleImageAtOnceWhenAWorkerIsIdle() throws Exception {
        // Given: gathering a batch would take an hour
        start(32, FOREVER, 100);
        // When
        float[] logits = submit(1, 5).get(60, TimeUnit.SECONDS);
        // Then
        assertThat(logits).containsExactly(5, 7);
    }

    @Test
    void gathersAFullBatchWhileTheWorkersAreBusy() throws Exception {
        // Given: the only worker is busy
        start(4, FOREVER, 100);
        CompletableFuture<float[]> first = submitHeld(1);
        List<CompletableFuture<float[]>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(submit(1, 10 + i));
        }
        // When
        engine.release(2);
        // Then
        first.get();
        for (int i = 0; i < 4; i++) {
            assertThat(others.get(i).get()).containsExactly(10 + i, 7);
        }
        assertThat(engine.batches()).containsExactly(1, 4);
    }

    @Test
    void leavesEachWorkerItsShareOfWhatWaits() throws Exception {
        assertThat(nextBatchWhenEightImagesWaitForTwoWorkers()).isEqualTo(4);
    }

    @Test
    void takesHalfOfItsShareOnlyWhereLargeBatchesGainNothing() throws Exception {
        engine.gainNothingFromBatches();
        assertThat(nextBatchWhenEightImagesWaitForTwoWorkers()).isEqualTo(2);
    }

    private int nextBatchWhenEightImagesWaitForTwoWorkers() throws Exception {
        TestSlots.fill(slot, FakeModels.live(1), engine);
        batcher = Batcher.start(new BatchLimits(32, Duration.ZERO, 100, 2), new ServingObserver() {});
        engine.hold();
        submit(1, 1);
        engine.awaitBatch();
        submit(1, 2);
        engine.awaitBatch();
        CompletableFuture<float[]> eight = submit(8, 3);
        engine.release(20);
        eight.get();
        return engine.batches().get(2);
    }

    @Test
    void doesNotWaitLongerForCompanyThanTheLongestDelay() throws Exception {
        // Given: the only worker is busy
        start(4, Duration.ofMillis(20), 100);
        submitHeld(1);
        CompletableFuture<float[]> lonely = submit(1, 5);
        // When
        engine.release(2);
        // Then
        assertThat(lonely.get(60, TimeUnit.SECONDS)).containsExactly(5, 7);
        assertThat(engine.batches()).containsExactly(1, 1);
    }

    @Test
    void splitsARequestLargerThanABatchAndJoinsItsAnswers() throws Exception {
        // Given
        start(4, Duration.ZERO, 100);
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        // When
        float[] logits = submit(pixels).get();
        // Then
        assertThat(logits).containsExactly(1, 7, 2, 7, 3, 7, 4, 7, 5, 7, 6, 7, 7, 7, 8, 7, 9, 7, 10, 7);
        assertThat(engine.batches()).containsExactly(4, 4, 2);
    }

    @Test
    void refusesImagesForWhichTheQueueHasNoRoomAndSaysWhenToTryAgain() throws Exception {
        // Given: a full queue behind a busy worker
        start(4, Duration.ZERO, 8);
        submitHeld(1);
        submit(new byte[8]);
        // When
        Overloaded refusal = catchThrowableOfType(Overloaded.class, () -> batcher.admit(1, caller()));
        // Then
        assertThat(refusal).hasMessageContaining("room for 0 more images");
        assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(10), Duration.ofSeconds(5));
    }

    @Test
    void refusesACallThatWouldBeAnsweredTooLate() throws Exception {
        // Given: eight images wait, of which each is guessed to take 1 ms
        start(4, Duration.ZERO, 100);
        submitHeld(1);
        submit(new byte[8]);
        // When
        Overloaded refusal = catchThrowableOfType(Overloaded.class, () -> batcher.admit(1, patient(10)));
        // Then
        assertThat(refusal)
                .hasMessage(
                        "with 8 images to be computed first there would be no answer within the 10 ms that the call has left;"
                                + " try again in 10 ms");
        assertThat(batcher.depth()).isEqualTo(8);
        batcher.admit(1, patient(1000)).cancel();
    }

    @Test
    void letsAnImpatientCallInWhenNothingWaits() {
        // Given
        start(4, Duration.ZERO, 100);
        // Then
        assertThatCode(() -> batcher.admit(1, patient(0)).cancel()).doesNotThrowAnyException();
    }

    @Test
    void countsImagesFromTheirArrivalWhileTheyAreStillBeingDecoded() throws Exception {
        // Given
        start(4, Duration.ZERO, 8);
        Reservation decoding = batcher.admit(8, caller());
        assertThatThrownBy(() -> batcher.admit(1, caller())).isInstanceOf(Overloaded.class);
        // When
        decoding.cancel();
        // Then
        assertThat(submit(1, 3).get()).containsExactly(3, 7);
    }

    @Test
    void answersAFailureOfTheEngineAndGoesOn() throws Exception {
        // Given
        start(4, Duration.ZERO, 8);
        engine.fail(new OutOfMemoryError("native"));
        CompletableFuture<float[]> failed = submit(1, 1);
        assertThatThrownBy(failed::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutOfMemoryError.class);
        // When
        engine.fail(null);
        // Then
        assertThat(submit(1, 3).get()).containsExactly(3, 7);
    }

    @Test
    void losesNoWorkerWhateverIsThrownAndWhoeverInterruptsIt() throws Exception {
        // Given: one worker
        start(1, Duration.ZERO, 100);
        engine.interruptWorkers();
        for (Throwable thrown : List.of(
                new StackOverflowError(),
                new UnsatisfiedLinkError("no such native method"),
                new NoClassDefFoundError("a class"),
                new AssertionError("native"),
                new IllegalStateException("the engine"))) {
            // When
            engine.fail(thrown);
            // Then
            assertThatThrownBy(() -> submit(1, 3).get(60, TimeUnit.SECONDS)).hasCause(thrown);
            engine.fail(null);
            assertThat(submit(1, 3).get(60, TimeUnit.SECONDS)).containsExactly(3, 7);
        }
    }

    @Test
    void computesEachImageWithTheModelThatItsCallBorrowed() throws Exception {
        // Given: a call waits with the old model when the new one comes
        start(4, Duration.ZERO, 8);
        submitHeld(1);
        CompletableFuture<float[]> before = submit(1, 5);
        FakeEngine next = new FakeEngine(8);
        TestSlots.fill(slot, FakeModels.live(2), next);
        CompletableFuture<float[]> after = submit(1, 6);
        // When
        engine.release(10);
        // Then
        assertThat(before.get()).containsExactly(5, 7);
        assertThat(after.get()).containsExactly(6, 8);
        assertThat(engine.closes()).isEqualTo(1);
        assertThat(engine.misused()).isFalse();
    }

    @Test
    void finishesWhatIsQueuedWhenItCloses() throws Exception {
        // Given
        start(4, Duration.ZERO, 8);
        submitHeld(1);
        CompletableFuture<float[]> queued = submit(1, 5);
        engine.release(10);
        // When
        batcher.close();
        // Then
        assertThat(queued.getNow(null)).containsExactly(5, 7);
        assertThatThrownBy(() -> batcher.admit(1, caller())).isInstanceOf(ServerStopping.class);
    }

    @Test
    void tellsWhatIsQueuedBehindAWorkerThatHangsThatItStops() throws Exception {
        // Given
        start(4, Duration.ZERO, 8);
        CompletableFuture<float[]> hanging = submitHeld(1);
        CompletableFuture<float[]> queued = submit(1, 5);
        // When
        batcher.close(Duration.ZERO);
        // Then
        assertThatThrownBy(queued::get).hasCauseInstanceOf(ServerStopping.class);
        assertThat(batcher.depth()).isZero();
        engine.release(1);
        assertThat(hanging.get()).containsExactly(0, 7);
    }

    @Test
    void answersAlthoughTheMemoryOfAReplacedModelCannotBeFreed() throws Exception {
        // Given: the last call of a replaced model frees it
        start(4, Duration.ZERO, 8);
        CompletableFuture<float[]> last = submitHeld(1);
        TestSlots.fill(slot, FakeModels.live(2), new FakeEngine(8));
        engine.failToClose(new UnsatisfiedLinkError("no such native method"));
        // When
        engine.release(1);
        // Then
        assertThat(last.get()).containsExactly(0, 7);
        assertThat(submit(1, 3).get()).containsExactly(3, 8);
    }

    private void start(int maxImages, Duration maxDelay, int capacity) {
        TestSlots.fill(slot, FakeModels.live(1), engine);
        batcher = Batcher.start(new BatchLimits(maxImages, maxDelay, capacity, 1), new ServingObserver() {});
    }

    private static Caller caller() {
        return Caller.of("a client", Caller.LONGEST_TIMEOUT);
    }

    /** A caller whose time stands still. */
    private static Caller patient(int millis) {
        return Caller.of("a client", Duration.ofMillis(millis), () -> 0);
    }

    /** Submits images that keep the worker busy until the engine is released. */
    private CompletableFuture<float[]> submitHeld(int images) throws InterruptedException {
        engine.hold();
        CompletableFuture<float[]> held = submit(images, 0);
        engine.awaitBatch();
        return held;
    }

    private CompletableFuture<float[]> submit(int images, int firstByte) {
        byte[] pixels = new byte[images];
        pixels[0] = (byte) firstByte;
        return submit(pixels);
    }

    private CompletableFuture<float[]> submit(byte[] pixels) {
        return batcher.admit(pixels.length, caller())
                .submit(slot.borrow(VersionChoice.ANY).orElseThrow(), pixels);
    }
}
