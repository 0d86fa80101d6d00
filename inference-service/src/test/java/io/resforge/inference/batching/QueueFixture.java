package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.batching.Batcher.BatchLimits;
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
import org.junit.jupiter.api.AfterEach;

/** One worker that is held up, and what waits behind it. After each test all leases and all room must be back. */
abstract class QueueFixture {

    final ModelSlot slot = new ModelSlot();
    final FakeEngine engine = new FakeEngine(7);
    Batcher batcher;

    void start(int maxImages, int capacity) {
        TestSlots.fill(slot, FakeModels.live(1), engine);
        batcher = Batcher.start(new BatchLimits(maxImages, Duration.ZERO, capacity, 1), new ServingObserver() {});
    }

    @AfterEach
    void everythingIsGivenBack() {
        engine.release(100_000);
        batcher.close();
        slot.close();
        assertThat(batcher.depth()).isZero();
        assertThat(engine.closes()).isEqualTo(1);
        assertThat(engine.misused()).isFalse();
    }

    static Caller caller(String client) {
        return Caller.of(client, Caller.LONGEST_TIMEOUT);
    }

    CompletableFuture<float[]> submit(Caller caller, int images) {
        return batcher.admit(images, caller)
                .submit(slot.borrow(VersionChoice.ANY).orElseThrow(), new byte[images]);
    }

    List<CompletableFuture<float[]>> submit(String client, int calls, int images) {
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            answers.add(submit(caller(client), images));
        }
        return answers;
    }

    /** Holds the worker up in a batch of one image. */
    void holdWorker() throws InterruptedException {
        engine.hold();
        submit(caller("the one that is computed"), 1);
        engine.awaitBatch();
    }

    /** Lets batches end, and waits until the next has begun. */
    void compute(int batches) throws InterruptedException {
        for (int i = 0; i < batches; i++) {
            engine.release(1);
            engine.awaitBatch();
        }
    }
}
