package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.ClassifyService.RequestRules;
import io.resforge.inference.classify.ColdCalls.WaitingRules;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of calls that a shadow computes. */
@Timeout(120)
class ShadowTest {

    private final List<String> compared = new CopyOnWriteArrayList<>();
    private final ServingObserver observer = new ServingObserver() {
        @Override
        public void shadowed(LiveModel shadow, boolean agrees, long nanos) {
            compared.add(shadow.version() + " " + agrees);
        }

        @Override
        public void shadowFailed(LiveModel shadow, int images) {
            compared.add(shadow.version() + " failed");
        }
    };
    private final ModelSlot slot = new ModelSlot(() -> 0);
    private final FakeEngine live = new FakeEngine(5);
    private final FakeEngine shadow = new FakeEngine(7);
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
    void serveTwo() {
        slot.add(FakeModels.live(1), live, () -> {});
        slot.add(FakeModels.live(2), shadow, () -> {});
        slot.route(new Routing("1", List.of(), Map.of(), Optional.empty(), Optional.of(new TrafficShare("2", .5))));
    }

    @AfterEach
    void close() {
        batcher.close();
        slot.close();
    }

    @Test
    void areComparedImageByImageAndNeverReturned() throws Exception {
        // When: the first logit is the image's first byte, the second 5 of the live version and 7 of the shadow
        Answer answer = classify(VersionChoice.ANY, 4, 6, 8);
        // Then
        assertThat(answer.model().version()).isEqualTo("1");
        await().atMost(Duration.ofSeconds(60)).until(() -> compared.size() == 3);
        assertThat(compared).containsExactly("2 true", "2 false", "2 true");
    }

    @Test
    void areNotMadeOfCallsThatAskForAVersion() throws Exception {
        // When
        classify(new VersionChoice.Version("1"), 4);
        classify(VersionChoice.ANY, 4);
        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> !compared.isEmpty());
        assertThat(shadow.batches()).containsExactly(1);
    }

    @Test
    void costTheCallNothingWhenTheShadowFailsAndTellOfIt() throws Exception {
        // Given
        shadow.fail(new IllegalStateException("the shadow broke"));
        // When
        Answer answer = classify(VersionChoice.ANY, 4);
        // Then
        assertThat(answer.predictions()).hasSize(1);
        batcher.close();
        assertThat(compared).containsExactly("2 failed");
    }

    @Test
    void areMadeOfACallWhoseOwnImagesStillWait() throws Exception {
        // Given: the worker is held
        live.hold();
        var first = service.classify(query(new VersionChoice.Version("1"), 4), Caller.of("a", Caller.LONGEST_TIMEOUT));
        live.awaitBatch();
        // When
        var second = service.classify(query(VersionChoice.ANY, 4, 6, 8), Caller.of("a", Caller.LONGEST_TIMEOUT));
        live.release(10);
        // Then
        first.get();
        second.get();
        batcher.close();
        assertThat(compared).hasSize(3);
    }

    @Test
    void areNotMadeByABusyServer() throws Exception {
        // Given: the worker is held, and of eight places in the queue two are taken
        live.hold();
        var first = service.classify(query(VersionChoice.ANY, 4), Caller.of("a", Caller.LONGEST_TIMEOUT));
        live.awaitBatch();
        var second =
                service.classify(query(new VersionChoice.Version("1"), 4, 4), Caller.of("a", Caller.LONGEST_TIMEOUT));
        // When
        var third = service.classify(query(VersionChoice.ANY, 4), Caller.of("a", Caller.LONGEST_TIMEOUT));
        live.release(10);
        // Then
        first.get();
        second.get();
        third.get();
        batcher.close();
        assertThat(compared).hasSize(1);
    }

    private Answer classify(VersionChoice choice, int... firstBytes) throws Exception {
        return service.classify(query(choice, firstBytes), Caller.of("a", Caller.LONGEST_TIMEOUT))
                .get();
    }

    private static ClassifyQuery query(VersionChoice choice, int... firstBytes) {
        List<ImageInput> images = Arrays.stream(firstBytes)
                .<ImageInput>mapToObj(first ->
                        new ImageInput.Raw(ByteBuffer.allocate(32 * 32 * 3).put(0, (byte) first)))
                .toList();
        return new ClassifyQuery(images, 0, "", choice);
    }
}
