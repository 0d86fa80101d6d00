package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker, and images of two versions that wait behind it: which batches they become. */
@Timeout(120)
class PairedBatchesTest {

    private static final int FULL = 16;

    private double drawn;
    private final ModelSlot slot = new ModelSlot(() -> drawn);
    private final FakeEngine live = new FakeEngine(5);
    private final FakeEngine canary = new FakeEngine(7);
    private final Batcher batcher =
            Batcher.start(new BatchLimits(FULL, Duration.ZERO, 512, 1), new ServingObserver() {});

    @AfterEach
    void close() {
        live.release(1_000);
        canary.release(1_000);
        batcher.close();
        slot.close();
    }

    @Test
    void haveAsManyImagesOfTheOneVersionAfterThoseOfTheOther() throws InterruptedException {
        // Given
        route(Optional.of(new TrafficShare("2", .5)));
        // When
        computeBehindOne();
        // Then: beside the one that holds the worker up there is one of the canary's, and two beside the two that are
        // left of it
        assertThat(canary.batches()).containsExactly(1, 2);
        assertThat(live.batches().subList(0, 3)).containsExactly(1, 2, FULL);
    }

    @Test
    void areAsLargeAsTheyCanBeWhereThereIsNoTrial() throws InterruptedException {
        route(Optional.empty());
        computeBehindOne();
        assertThat(live.batches().subList(0, 3)).containsExactly(1, FULL, FULL);
    }

    private void route(Optional<TrafficShare> share) {
        slot.add(FakeModels.live(1), live, () -> {});
        slot.add(FakeModels.live(2), canary, () -> {});
        slot.route(new Routing("1", List.of(), Map.of(), share, Optional.empty()));
    }

    private void computeBehindOne() throws InterruptedException {
        live.hold();
        submit(.9, 1);
        live.awaitBatch();
        submit(.1, 3);
        for (int call = 0; call < 60; call++) {
            submit(.9, 1);
        }
        live.release(1_000);
        batcher.close();
    }

    private void submit(double draw, int images) {
        drawn = draw;
        batcher.admit(images, Caller.of("a client", Caller.LONGEST_TIMEOUT))
                .submit(slot.borrow(VersionChoice.ANY).orElseThrow(), new byte[images]);
    }
}
