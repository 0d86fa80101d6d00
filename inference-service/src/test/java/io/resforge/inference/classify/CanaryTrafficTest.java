package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.resforge.inference.batcher.Abandoned;
import io.resforge.inference.batcher.BatchLimits;
import io.resforge.inference.batcher.Batcher;
import io.resforge.inference.batcher.Caller;
import io.resforge.inference.batcher.Stopping;
import io.resforge.inference.canary.CanaryWatch;
import io.resforge.inference.catalog.ServedModel;
import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.model.Choice;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.slot.Origin;
import io.resforge.inference.slot.Routing;
import io.resforge.inference.slot.Share;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which calls count for and against a canary that gets them all. */
@Timeout(30)
class CanaryTrafficTest {

    private static final ImageInput IMAGE = new ImageInput.Raw(ByteBuffer.allocate(3072));

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ServingObserver observer = new ServingObserver() {
        @Override
        public void canaryCall(LiveModel canary, boolean failed, long nanos) {
            told.add(canary.version() + (failed ? " failed" : " answered"));
        }
    };
    private final ModelSlot slot = new ModelSlot(() -> 0);
    private final FakeEngine canary = new FakeEngine(7);
    private final Batcher batcher = Batcher.start(new BatchLimits(4, Duration.ZERO, 8, 1), observer);
    private final ClassifyService service = new ClassifyService(
            new Rules(4),
            new ServedModels(List.of(new ServedModel("cifar10", slot, new CanaryWatch()))),
            batcher,
            Runnable::run,
            observer);

    @BeforeEach
    void tryTheSecond() {
        slot.add(FakeModels.live(1), new FakeEngine(5));
        slot.add(FakeModels.live(2), canary);
        slot.route(new Routing("1", List.of(), Map.of(), Optional.of(new Share("2", .5)), Optional.empty()));
    }

    @AfterEach
    void close() {
        batcher.close();
        slot.close();
    }

    @Test
    void countsWhatTheEngineAnswersAndFailsTo() {
        // When
        classify(Choice.ANY, IMAGE).join();
        canary.fail(new OutOfMemoryError("no native memory"));
        CompletableFuture<Answer> failing = classify(Choice.ANY, IMAGE);
        // Then
        assertThatThrownBy(failing::join).hasCauseInstanceOf(OutOfMemoryError.class);
        await().untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder("2 answered", "2 failed"));
    }

    @Test
    void countsNoMistakeOfACaller() {
        assertThatThrownBy(() -> classify(Choice.ANY, new ImageInput.Raw(ByteBuffer.allocate(3))))
                .isInstanceOf(InvalidRequest.class);
        CompletableFuture<Answer> noImage = classify(Choice.ANY, new ImageInput.Encoded(ByteBuffer.allocate(3)));
        assertThatThrownBy(noImage::join).hasCauseInstanceOf(InvalidRequest.class);
        canary.fail(new IllegalStateException("only counted where the server chose"));
        assertThatThrownBy(classify(new Choice.Version("2"), IMAGE)::join)
                .hasCauseInstanceOf(IllegalStateException.class);
        batcher.close();
        assertThat(told).isEmpty();
    }

    @Test
    void countsNothingThatTheCallerOrTheServerIsToBlameFor() {
        // Given
        Traffic traffic = new Traffic(observer);
        for (RuntimeException failure : List.of(new Abandoned(), new Stopping(), new InvalidRequest("a", "b"))) {
            // When
            traffic.ended(new CanaryWatch(), Origin.CANARY, FakeModels.live(2), 1, failure);
            traffic.ended(new CanaryWatch(), Origin.CANARY, FakeModels.live(2), 1, new CompletionException(failure));
        }
        // Then
        assertThat(told).isEmpty();
    }

    private CompletableFuture<Answer> classify(Choice choice, ImageInput image) {
        return service.classify(new Query(List.of(image), 0, "", choice), Caller.of("a client", Caller.PATIENT));
    }
}
