package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.Decoders.ImageTask;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.ClassifyQuery.ImageInput.Encoded;
import io.resforge.inference.classify.ClassifyQuery.ImageInput.Missing;
import io.resforge.inference.classify.ClassifyQuery.ImageInput.Raw;
import io.resforge.inference.classify.ClassifyService.RequestRules;
import io.resforge.inference.classify.ColdCalls.WaitingRules;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.TestSlots;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClassifyServiceTest {

    private static final ImageInput IMAGE = new Raw(ByteBuffer.allocate(3072));

    private final ModelSlot slot = new ModelSlot();
    private final ServedModels models = new ServedModels(List.of(new ServedModel("cifar10", slot, new CanaryWatch())));
    private final FakeEngine engine = new FakeEngine(2);
    private final ServingObserver observer = new ServingObserver() {};
    private final Batcher batcher = Batcher.start(new BatchLimits(4, Duration.ZERO, 8, 1), observer);
    private final RequestBudget budget = new RequestBudget(1, 64 << 20);
    private final Decoders decoders = Decoders.start(1, budget.pixels());
    private final ClassifyService service = new ClassifyService(
            new RequestRules(6),
            models,
            new ColdCalls(new WaitingRules(Duration.ZERO, 0), () -> true, OnDemandObserver.NONE),
            batcher,
            decoders,
            new PredictionIds(InstantSource.system()),
            observer);
    private boolean filled;

    @AfterEach
    void everyLeaseAndPlaceWasGivenBack() {
        decoders.close();
        batcher.close();
        slot.close();
        assertThat(batcher.depth()).isZero();
        assertThat(decoders.images()).isZero();
        assertThat(budget.pixels().held()).isZero();
        assertThat(engine.closes()).isEqualTo(filled ? 1 : 0);
    }

    @Test
    void answersWithTheModelThatComputedAndTheDefaultNumberOfClassesAtMost() throws Exception {
        // Given
        serve(3);
        // When
        Answer answer = classify(query(IMAGE, IMAGE)).get();
        // Then
        assertThat(answer.model().version()).isEqualTo("3");
        assertThat(answer.predictions()).hasSize(2).allSatisfy(seen -> assertThat(seen.classes())
                .extracting(ClassScore::label)
                .containsExactly("ship", "frog"));
    }

    @Test
    void namesEveryImageThatHasTheWrongSize() {
        // Given
        serve(1);
        // When
        InvalidRequest refusal =
                invalid(query(IMAGE, new Raw(ByteBuffer.allocate(17)), new Raw(ByteBuffer.allocate(0))));
        // Then
        assertThat(refusal.violations())
                .containsExactly(
                        new Violation("images[1].raw", "must be 3072 bytes (32×32×3), was 17"),
                        new Violation("images[2].raw", "must be 3072 bytes (32×32×3), was 0"));
    }

    @Test
    void refusesBytesThatAreNoImage() {
        // Given
        serve(1);
        ImageInput text = new Encoded(StandardCharsets.UTF_8.encode("no image at all"));
        // When
        CompletableFuture<Answer> answer = classify(query(IMAGE, text));
        // Then
        assertThatThrownBy(answer::get).cause().isInstanceOfSatisfying(InvalidRequest.class, refusal -> assertThat(
                        refusal.violations())
                .extracting(Violation::field)
                .containsExactly("images[1].encoded"));
    }

    @Test
    void decodesPictures() throws Exception {
        // Given
        serve(1);
        // When
        Answer answer = classify(query(new Encoded(ByteBuffer.wrap(ImageFiles.png(200, 100)))))
                .get();
        // Then
        assertThat(answer.predictions()).hasSize(1);
    }

    @Test
    void decodesLargePicturesAndSmallOnesOfOneCall() throws Exception {
        // Given: of more than a megapixel, and of fewer
        serve(1);
        ImageInput large = new Encoded(ByteBuffer.wrap(ImageFiles.png(1100, 1000)));
        ImageInput small = new Encoded(ByteBuffer.wrap(ImageFiles.png(20, 10)));
        // When
        Answer answer = classify(query(large, small, IMAGE, large)).get();
        // Then
        assertThat(answer.predictions()).hasSize(4);
    }

    @Test
    void dropsTheImagesOfACallerThatGoesBeforeTheyAreDecoded() {
        // Given: the decoder is busy
        serve(1);
        CountDownLatch done = new CountDownLatch(1);
        Caller other = Caller.of("another client", Caller.LONGEST_TIMEOUT);
        BlockingTask busy = new BlockingTask(done);
        decoders.submit(other, List.of(busy), List.of());
        Caller caller = patient();
        CompletableFuture<Answer> answer =
                service.classify(query(new Encoded(ByteBuffer.wrap(ImageFiles.png(8, 8)))), caller);
        assertThat(batcher.depth()).isEqualTo(1);
        assertThat(decoders.images()).isEqualTo(2);
        // When
        caller.leave();
        // Then its room is free, and nothing of it waits
        assertThat(batcher.depth()).isZero();
        assertThat(decoders.images()).isEqualTo(1);
        assertThatThrownBy(answer::get).hasCauseInstanceOf(CallAbandoned.class);
        done.countDown();
        busy.end.join();
    }

    @Test
    void stopsDecodingWhenTheCallerGoesMeanwhile() {
        // Given: the only memory is taken, so that a large image waits on its decoder
        serve(1);
        Caller caller = patient();
        CompletableFuture<Answer> answer;
        try (RequestBudget.Reservation _ = budget.pixels().reserve(60 << 20)) {
            answer = service.classify(query(new Encoded(ByteBuffer.wrap(ImageFiles.png(1100, 1000)))), caller);
            assertThat(answer).isNotDone();
            // When
            caller.leave();
            // Then
            assertThatThrownBy(answer::get).hasCauseInstanceOf(CallAbandoned.class);
        }
    }

    @Test
    void refusesAtOnceWhatFindsNoMemory() {
        // Given
        serve(1);
        try (RequestBudget.Reservation _ = budget.pixels().reserve(64 << 20)) {
            // When
            CompletableFuture<Answer> answer = classify(query(new Encoded(ByteBuffer.wrap(ImageFiles.png(8, 8)))));
            // Then
            assertThatThrownBy(answer::get).hasCauseInstanceOf(Overloaded.class);
        }
    }

    @Test
    void refusesAPictureThatNeedsMoreMemoryThanThereEverIs() {
        // Given a progressive JPEG of 16 megapixels by its header
        serve(1);
        ImageInput jpeg = new Encoded(ByteBuffer.wrap(ImageFiles.progressiveJpegHeader(4000, 4000)));
        // When
        CompletableFuture<Answer> answer = classify(query(jpeg));
        // Then
        assertThatThrownBy(answer::get)
                .cause()
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("images[0].encoded: decoding the image takes")
                .hasMessageContaining("allowed are 48 MB here");
    }

    @Test
    void saysWhatIsAllowedInsteadOfNoneAndOfTooManyImages() {
        assertThat(invalid(query())).hasMessage("images: must be from 1 to 6 images, was 0");
        assertThat(invalid(new ClassifyQuery(Collections.nCopies(7, IMAGE), 0, "", VersionChoice.ANY)))
                .hasMessage("images: must be from 1 to 6 images, was 7");
    }

    @Test
    void namesTheImageWithoutContent() {
        assertThat(invalid(query(IMAGE, new Missing())).violations())
                .extracting(Violation::field)
                .containsExactly("images[1].content");
    }

    @Test
    void refusesMoreClassesThanThereAreAndFewerThanOne() {
        // Given
        serve(1);
        // Then
        assertThat(invalid(new ClassifyQuery(List.of(IMAGE), -1, "", VersionChoice.ANY)))
                .hasMessage("top_k: must be at least 1, or 0 for the default, was -1");
        assertThat(invalid(new ClassifyQuery(List.of(IMAGE), 3, "", VersionChoice.ANY)))
                .hasMessage("top_k: must be at most 2, the number of classes, was 3");
    }

    @Test
    void knowsNoOtherModelVersionOrLabelThanThereAre() {
        // Given
        serve(2);
        // Then
        assertThatThrownBy(() -> classify(new ClassifyQuery(List.of(IMAGE), 0, "mnist", VersionChoice.ANY)))
                .isInstanceOf(NotLive.class)
                .hasMessage("model \"mnist\" is not served here; served are cifar10");
        assertThatThrownBy(
                        () -> classify(new ClassifyQuery(List.of(IMAGE), 0, "cifar10", new VersionChoice.Version("1"))))
                .isInstanceOf(NotLive.class)
                .hasMessage("version 1 of cifar10 is not loaded; loaded are 2");
        assertThatThrownBy(() -> classify(new ClassifyQuery(List.of(IMAGE), 0, "", new VersionChoice.Label("stable"))))
                .isInstanceOf(NotLive.class)
                .hasMessage("no version of cifar10 has the label \"stable\"; there are no labels");
    }

    @Test
    void saysWhyThereIsNoModel() {
        assertThatThrownBy(() -> classify(query(IMAGE)))
                .isInstanceOf(NoModelYet.class)
                .hasMessage("no version of cifar10 is live: it is still starting");
    }

    @Test
    void givesEverythingBackWhenTheDecodersAreGone() {
        // Given
        serve(1);
        decoders.close();
        // When
        CompletableFuture<Answer> answer = classify(query(new Encoded(ByteBuffer.wrap(ImageFiles.png(8, 8)))));
        // Then
        assertThatThrownBy(answer::get).hasCauseInstanceOf(ServerStopping.class);
        assertThat(batcher.depth()).isZero();
    }

    /** Keeps a decoder busy. */
    private record BlockingTask(CountDownLatch until, CompletableFuture<Void> end) implements ImageTask {

        BlockingTask(CountDownLatch until) {
            this(until, new CompletableFuture<>());
        }

        @Override
        public void decode() {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end.complete(null);
        }

        @Override
        public void refuse(RuntimeException reason) {
            end.completeExceptionally(reason);
        }
    }

    private void serve(int version) {
        TestSlots.fill(slot, FakeModels.live(version), engine);
        filled = true;
    }

    private CompletableFuture<Answer> classify(ClassifyQuery query) {
        return service.classify(query, patient());
    }

    private static Caller patient() {
        return Caller.of("a client", Caller.LONGEST_TIMEOUT);
    }

    private InvalidRequest invalid(ClassifyQuery query) {
        return catchThrowableOfType(InvalidRequest.class, () -> classify(query));
    }

    private static ClassifyQuery query(ImageInput... images) {
        return new ClassifyQuery(List.of(images), 0, "", VersionChoice.ANY);
    }
}
