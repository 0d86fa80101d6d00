package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.ClassifyService.RequestRules;
import io.resforge.inference.classify.ColdCalls.WaitingRules;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
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
@Timeout(120)
class CanaryTrafficTest {

    private static final ImageInput IMAGE = new ImageInput.Raw(ByteBuffer.allocate(3072));

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ServingObserver observer = new ServingObserver() {
        @Override
        public void canaryCall(LiveModel canary, CanaryOutcome outcome, long nanos) {
            told.add(canary.version() + " " + outcome);
        }
    };
    private final ModelSlot slot = new ModelSlot(() -> 0);
    private final FakeEngine canary = new FakeEngine(7);
    private final Batcher batcher = Batcher.start(new BatchLimits(4, Duration.ZERO, 8, 1), observer);
    private final ClassifyService service = new ClassifyService(
            new RequestRules(4),
            new ServedModels(List.of(new ServedModel("cifar10", slot, new CanaryWatch()))),
            new ColdCalls(new WaitingRules(Duration.ZERO, 0), () -> true, OnDemandObserver.NONE),
            batcher,
            Decoders.start(1, new RequestBudget(1, 1 << 20).pixels()),
            new PredictionIds(InstantSource.system()),
            observer);

    @BeforeEach
    void tryTheSecond() {
        slot.add(FakeModels.live(1), new FakeEngine(5), () -> {});
        slot.add(FakeModels.live(2), canary, () -> {});
        slot.route(new Routing("1", List.of(), Map.of(), Optional.of(new TrafficShare("2", .5)), Optional.empty()));
    }

    @AfterEach
    void close() {
        batcher.close();
        slot.close();
    }

    @Test
    void countsWhatTheEngineAnswersAndFailsTo() {
        // When
        classify(VersionChoice.ANY, IMAGE).join();
        canary.fail(new OutOfMemoryError("no native memory"));
        CompletableFuture<Answer> failing = classify(VersionChoice.ANY, IMAGE);
        // Then
        assertThatThrownBy(failing::join).hasCauseInstanceOf(OutOfMemoryError.class);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder("2 ANSWERED", "2 FAILED"));
    }

    @Test
    void countsNoMistakeOfACaller() {
        assertThatThrownBy(() -> classify(VersionChoice.ANY, new ImageInput.Raw(ByteBuffer.allocate(3))))
                .isInstanceOf(InvalidRequest.class);
        CompletableFuture<Answer> noImage = classify(VersionChoice.ANY, new ImageInput.Encoded(ByteBuffer.allocate(3)));
        assertThatThrownBy(noImage::join).hasCauseInstanceOf(InvalidRequest.class);
        canary.fail(new IllegalStateException("only counted where the server chose"));
        assertThatThrownBy(classify(new VersionChoice.Version("2"), IMAGE)::join)
                .hasCauseInstanceOf(IllegalStateException.class);
        batcher.close();
        assertThat(told).isEmpty();
    }

    @Test
    void countsACallerThatGivesUpOnceAlsoWhileTheEngineDoesNotComeBack() throws Exception {
        // Given
        canary.hold();
        Caller caller = Caller.of("a client", Caller.LONGEST_TIMEOUT);
        CompletableFuture<Answer> answer =
                service.classify(new ClassifyQuery(List.of(IMAGE), 0, "", VersionChoice.ANY), caller);
        canary.awaitBatch();
        // When
        caller.leave();
        // Then
        assertThat(told).containsExactly("2 ABANDONED");
        canary.release(1);
        answer.join();
        assertThat(told).containsExactly("2 ABANDONED");
    }

    /** As over HTTP, where a request that is answered ends. */
    @Test
    void countsAnAnswerAlthoughTheCallerGoesAsSoonAsItHasIt() throws Exception {
        // Given
        canary.hold();
        Caller caller = Caller.of("a client", Caller.LONGEST_TIMEOUT);
        CompletableFuture<Void> answered = service.classify(
                        new ClassifyQuery(List.of(IMAGE), 0, "", VersionChoice.ANY), caller)
                .thenRun(caller::leave);
        canary.awaitBatch();
        // When
        canary.release(1);
        answered.join();
        // Then
        assertThat(told).containsExactly("2 ANSWERED");
    }

    @Test
    void countsAnAnswerThatComesTooLateAsGivenUp() {
        Caller late = Caller.of("a client", Duration.ofNanos(1));
        new TrafficStatistics(observer)
                .follow(new CanaryWatch(), lease(), late, CompletableFuture.completedFuture(null), Optional::empty);
        assertThat(told).containsExactly("2 ABANDONED");
    }

    @Test
    void countsNothingThatTheServerIsToBlameFor() {
        for (RuntimeException failure : List.of(new ServerStopping(), new CompletionException(new ServerStopping()))) {
            new TrafficStatistics(observer)
                    .follow(
                            new CanaryWatch(),
                            lease(),
                            Caller.of("a client", Caller.LONGEST_TIMEOUT),
                            CompletableFuture.failedFuture(failure),
                            Optional::empty);
        }
        assertThat(told).isEmpty();
    }

    private Lease lease() {
        Lease lease = slot.borrow(VersionChoice.ANY).orElseThrow();
        lease.close();
        return lease;
    }

    private CompletableFuture<Answer> classify(VersionChoice choice, ImageInput image) {
        return service.classify(
                new ClassifyQuery(List.of(image), 0, "", choice), Caller.of("a client", Caller.LONGEST_TIMEOUT));
    }
}
