package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.batcher.Admission;
import io.resforge.inference.batcher.Batcher;
import io.resforge.inference.config.ResForgeConfig;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.Pictures;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestStore;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.Image;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.Model;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole service over its real ports, on a real store. Each test promotes what it needs. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class InferenceServiceTest {

    private static final TinyNetwork FIRST = TinyNetwork.of(1);
    private static final TinyNetwork SECOND = TinyNetwork.of(2);

    @Inject
    ResForgeConfig config;

    @Inject
    Batcher batcher;

    @Inject
    ModelSlot slot;

    private ServiceClient client;
    private TestStore store;
    private String live;

    @BeforeEach
    void serve() {
        client = new ServiceClient();
        store = new TestStore(config.home());
        live = store.promote(FIRST);
        client.awaitLive(live);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void answersWithWhatTheNetworkComputesAndWhoComputedIt() {
        // When
        ClassifyResponse response = client.classify(7);
        // Then
        float[] logits = FIRST.logits(TinyNetwork.pixels(7));
        List<ClassProbability> classes = response.getPredictions(0).getClassesList();
        assertThat(classes).hasSize(10);
        assertThat(classes).isSortedAccordingTo((a, b) -> Float.compare(b.getProbability(), a.getProbability()));
        double ratio = Math.exp(logits[classes.get(0).getIndex()] - logits[classes.get(1).getIndex()]);
        assertThat(classes.get(0).getProbability() / classes.get(1).getProbability())
                .isCloseTo((float) ratio, within((float) ratio * 1e-3f));
        assertThat(classes.get(0).getLabel())
                .isEqualTo(TinyNetwork.LABELS.get(classes.get(0).getIndex()));
        assertThat(response.getModel().getModel()).isEqualTo("cifar10");
        assertThat(response.getModel().getVersion()).isEqualTo(live);
        assertThat(response.getModel().getRunId()).isEqualTo("run-1");
        assertThat(response.getModel().getSha256()).hasSize(64);
        assertThat(response.getElapsed().getNanos()).isPositive();
    }

    @Test
    void answersAMixOfPicturesAndPixelsInTheirOrderWithFiveClassesEach() {
        // Given
        ClassifyRequest request = ClassifyRequest.newBuilder()
                .addImages(ServiceClient.encoded(Pictures.png(200, 100)))
                .addImages(ServiceClient.raw(TinyNetwork.pixels(7)))
                .addImages(ServiceClient.encoded(Pictures.jpeg(32, 32)))
                .setModel("cifar10")
                .setVersion(live)
                .build();
        // When
        ClassifyResponse response = client.inference().classify(request);
        // Then
        assertThat(response.getPredictionsList()).hasSize(3).allMatch(p -> p.getClassesCount() == 5);
        assertThat(response.getPredictions(1).getClasses(0))
                .isEqualTo(client.classify(7).getPredictions(0).getClasses(0));
    }

    @Test
    void answersMoreImagesThanABatchTakes() {
        // Given
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder().setTopK(1);
        for (int i = 0; i < 64; i++) {
            request.addImages(ServiceClient.raw(TinyNetwork.pixels(i)));
        }
        // When
        ClassifyResponse response = client.inference().classify(request.build());
        // Then
        for (int i = 0; i < 64; i += 9) {
            assertThat(response.getPredictions(i).getClasses(0).getLabel())
                    .isEqualTo(client.classify(i).getPredictions(0).getClasses(0).getLabel());
        }
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertViolation(with(raw(17)), "images[0].raw", "must be 3072 bytes (32×32×3), was 17");
        assertViolation(with(Image.getDefaultInstance()), "images[0].content", "must be set");
        assertViolation(with(ServiceClient.encoded(new byte[0])), "images[0].encoded", "");
        assertViolation(
                with(ServiceClient.encoded("a text".getBytes(StandardCharsets.UTF_8))), "images[0].encoded", "PNG");
        assertViolation(
                with(ServiceClient.encoded(Pictures.pngHeader(20_000, 20_000))), "images[0].encoded", "20000");
        assertViolation(with(raw(3072)).toBuilder().setTopK(-1).build(), "top_k", "was -1");
        assertViolation(with(raw(3072)).toBuilder().setTopK(11).build(), "top_k", "at most 10");
        assertViolation(ClassifyRequest.getDefaultInstance(), "images", "from 1 to 64 images, was 0");
    }

    @Test
    void knowsOnlyWhatIsLive() {
        // Given
        ClassifyRequest request = with(raw(3072));
        // Then
        assertThat(failure(request.toBuilder().setVersion("999").build()).getStatus().getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(request.toBuilder().setModel("mnist").build()).getStatus().getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        StatusRuntimeException unknown = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client.inference()
                        .getModel(GetModelRequest.newBuilder().setModel("mnist").build()));
        assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void describesWhatItServes() {
        // When
        Model model = client.model();
        // Then
        assertThat(model.getArchitecture()).isEqualTo("resnet8-v1");
        assertThat(model.getLabelsList()).isEqualTo(TinyNetwork.LABELS);
        assertThat(model.getHeldOutAccuracy()).isEqualTo(.501);
        assertThat(model.getParameterCount()).isGreaterThan(70_000);
        assertThat(model.getPromotion()).isPositive();
        assertThat(model.getLiveSince().getSeconds()).isPositive();
        assertThat(client.inference()
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModelsList())
                .containsExactly(model);
    }

    @Test
    void neverServesAVersionWithAFlippedByteAndSaysWhy() {
        // Given
        String bad = store.publish(SECOND);
        store.damage(bad);
        double refusedBefore = client.metric("model_reload_total{reason=\"checksum\",result=\"refused\"}");
        // When
        store.promote(bad);
        // Then
        await().until(() -> client.model().getRefusedCount() == 1);
        assertThat(client.model().getRefused(0).getVersion()).isEqualTo(bad);
        assertThat(client.model().getRefused(0).getReason()).contains("SHA-256");
        assertThat(client.classify(1).getModel().getVersion()).isEqualTo(live);
        assertThat(client.metric("model_reload_total{reason=\"checksum\",result=\"refused\"}"))
                .isEqualTo(refusedBefore + 1);
        String later = store.promote(SECOND);
        client.awaitLive(later);
        assertThat(client.model().getRefusedCount()).isZero();
    }

    @Test
    void failsNoCallWhileModelsAreReplacedUnderLoad() throws Exception {
        // Given
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(callers.submit(() -> callUntil(done)));
            }
            // When
            for (int i = 0; i < 5; i++) {
                client.awaitLive(store.promote(i % 2 == 0 ? SECOND : FIRST));
            }
            done.set(true);
            // Then
            for (Future<Integer> caller : calls) {
                assertThat(caller.get()).isPositive();
            }
        }
    }

    @Test
    void keepsAnsweringWhileTheStoreIsGone() {
        // Given
        double lostBefore = client.metric("model_reload_total{reason=\"store\",result=\"failed\"}");
        // When
        store.lose();
        // Then
        await().until(() -> client.metric("model_reload_total{reason=\"store\",result=\"failed\"}") > lostBefore);
        assertThat(client.classify(1).getModel().getVersion()).isEqualTo(live);
        store.restore();
        client.awaitLive(store.promote(SECOND));
    }

    @Test
    void turnsCallsAwayWhenTheQueueIsFullAndSaysWhenToTryAgain() throws Exception {
        // Given
        Admission all = batcher.admit(config.batching().queueCapacity());
        // When
        StatusRuntimeException refusal = failure(with(raw(3072)));
        // Then
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        RetryInfo retry = detail(refusal, RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds() + retry.getRetryDelay().getNanos()).isPositive();
        all.cancel();
        assertThat(client.classify(1).getPredictionsCount()).isEqualTo(1);
    }

    @Test
    void neverComputesACallWhoseDeadlineHasPassed() throws Exception {
        // Given: every worker is busy
        FakeEngine engine = new FakeEngine(1);
        engine.hold();
        slot.fill(FakeModels.live(1000), engine);
        int workers = config.batching().workers().orElseThrow();
        List<Future<ClassifyResponse>> held = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                held.add(callers.submit(() -> client.inference().classify(with(raw(3072)))));
                engine.awaitBatch();
            }
            // When
            StatusRuntimeException late = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> client.inference()
                            .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                            .classify(with(raw(3072))));
            engine.release(workers);
            // Then
            assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            for (Future<ClassifyResponse> call : held) {
                assertThat(call.get().getPredictionsCount()).isEqualTo(1);
            }
            await().until(() -> batcher.depth() == 0);
            assertThat(engine.batches()).hasSize(workers);
        } finally {
            engine.release(100);
        }
    }

    @Test
    void answersOnlyInternalWhenTheEngineFailsAndGoesOn() {
        // Given
        FakeEngine engine = new FakeEngine(1);
        slot.fill(FakeModels.live(1000), engine);
        engine.fail(new IllegalStateException("the engine broke"));
        // When
        StatusRuntimeException failed = failure(with(raw(3072)));
        // Then
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        engine.fail(null);
        assertThat(client.inference().classify(with(raw(3072))).getPredictionsCount())
                .isEqualTo(1);
    }

    @Test
    void measuresCallsStagesBatchesAndModels() {
        // Given
        client.classify(1);
        client.inference().classify(with(ServiceClient.encoded(Pictures.png(64, 64))));
        // When
        String metrics = client.page("/q/metrics");
        // Then
        String version = "model=\"cifar10\",version=\"" + live + "\"";
        assertThat(metrics)
                .contains("grpc_server_processing_duration_seconds_bucket{")
                .containsPattern("inference_stage_duration_seconds_bucket\\{.*stage=\"decode\"")
                .containsPattern("inference_stage_duration_seconds_bucket\\{.*stage=\"queue\"")
                .containsPattern("inference_stage_duration_seconds_bucket\\{.*stage=\"infer\"")
                .containsPattern("inference_batch_size_bucket\\{.*le=\"32.0\"")
                .containsPattern("predictions_total\\{class=\"[a-z]+\"," + version)
                .contains("inference_queue_images 0.0")
                .containsPattern("model_info\\{" + version.replace(",", ",run_id=\"run-1\",sha256=\"[0-9a-f]{64}\","))
                .contains("model_load_duration_seconds_bucket{")
                .contains("model_reload_total{reason=\"promotion\",result=\"live\"}");
    }

    private int callUntil(AtomicBoolean done) {
        int calls = 0;
        while (!done.get()) {
            client.classify(calls++);
        }
        return calls;
    }

    private StatusRuntimeException failure(ClassifyRequest request) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> client.inference().classify(request));
    }

    private void assertViolation(ClassifyRequest request, String field, String words) {
        StatusRuntimeException refusal = failure(request);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        FieldViolation violation = detail(refusal, BadRequest.class).getFieldViolations(0);
        assertThat(violation.getField()).isEqualTo(field);
        assertThat(violation.getDescription()).contains(words);
    }

    private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException failure, Class<T> type) {
        Any detail = StatusProto.fromThrowable(failure).getDetails(0);
        try {
            return detail.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(detail.getTypeUrl(), e);
        }
    }

    private static ClassifyRequest with(Image image) {
        return ClassifyRequest.newBuilder().addImages(image).build();
    }

    private static Image raw(int bytes) {
        return ServiceClient.raw(new byte[bytes]);
    }
}
