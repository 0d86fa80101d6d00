package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.InferBatchStatistics;
import io.resforge.oip.InferStatistics;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferRequest.InferInputTensor;
import io.resforge.oip.ModelStatistics;
import io.resforge.oip.ModelStatisticsRequest;
import io.resforge.oip.ModelStreamInferResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What load generators for Triton ask beside single calls: requests over one stream, and how calls went. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(120)
class InferStreamAndStatisticsTest extends RunningService {

    private static final String END = "the stream's end";

    @TestHTTPResource
    URI http;

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    @Test
    void answersTheRequestsOfAStreamInTheirOrderAndGoesOnAfterABadOne() throws Exception {
        // When
        StreamObserver<ModelInferRequest> stream = stream();
        stream.onNext(request(1).setId("first").build());
        stream.onNext(request(1).setId("bad").setModelVersion("999").build());
        stream.onNext(request(3).setId("last").build());
        stream.onCompleted();
        // Then
        ModelStreamInferResponse first = next();
        assertThat(first.getErrorMessage()).isEmpty();
        assertThat(first.getInferResponse().getId()).isEqualTo("first");
        assertThat(first.getInferResponse().getModelVersion()).isEqualTo(live);
        assertThat(first.getInferResponse()
                        .getParametersOrThrow("triton_final_response")
                        .getBoolParam())
                .isTrue();
        ModelStreamInferResponse bad = next();
        assertThat(bad.getErrorMessage()).contains("999");
        assertThat(bad.getInferResponse().getId()).isEqualTo("bad");
        assertThat(bad.getInferResponse().getOutputsCount()).isZero();
        ModelStreamInferResponse last = next();
        assertThat(last.getInferResponse().getId()).isEqualTo("last");
        assertThat(last.getInferResponse().getOutputs(0).getShapeList()).containsExactly(3L, 10L);
        assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(END);
    }

    @Test
    void sumsUpCallsWithWhereTheirTimeWent() throws Exception {
        // Given
        ModelStatistics before = statistics("cifar10", live);
        // When
        client.classify(1);
        inferInStream(5);
        catchThrowableOfType(
                StatusRuntimeException.class, () -> GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                        .modelInfer(request(1)
                                .setInputs(
                                        0,
                                        InferInputTensor.newBuilder()
                                                .setName("images")
                                                .setDatatype("BYTES")
                                                .addShape(1))
                                .setRawInputContents(0, ByteString.copyFrom(new byte[] {2, 0, 0, 0, 1, 2}))
                                .build()));
        // Then
        ModelStatistics after = statistics("cifar10", live);
        assertThat(after.getInferenceCount() - before.getInferenceCount()).isEqualTo(6);
        assertThat(after.getExecutionCount()).isGreaterThan(before.getExecutionCount());
        assertThat(after.getLastInference()).isPositive().isLessThanOrEqualTo(System.currentTimeMillis());
        InferStatistics then = before.getInferenceStats();
        InferStatistics now = after.getInferenceStats();
        assertThat(now.getSuccess().getCount() - then.getSuccess().getCount()).isEqualTo(2);
        assertThat(now.getFail().getCount() - then.getFail().getCount()).isEqualTo(1);
        assertThat(now.getQueue().getCount()).isEqualTo(now.getSuccess().getCount());
        assertThat(now.getComputeOutput().getCount() - then.getComputeOutput().getCount())
                .isEqualTo(2);
        assertThat(now.getComputeInfer().getNs())
                .isGreaterThan(then.getComputeInfer().getNs());
        assertThat(now.getSuccess().getNs() - then.getSuccess().getNs())
                .isGreaterThanOrEqualTo(
                        now.getComputeInfer().getNs() - then.getComputeInfer().getNs());
        assertThat(now.getCacheHit().getCount()).isZero();
        assertThat(after.getBatchStatsList().stream()
                        .mapToLong(size ->
                                size.getBatchSize() * size.getComputeInfer().getCount())
                        .sum())
                .isGreaterThanOrEqualTo(after.getInferenceCount());
        assertThat(after.getBatchStatsList())
                .extracting(InferBatchStatistics::getBatchSize)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsTheSameOverHttp() throws Exception {
        // Given
        inferInStream(1);
        // Then
        String calls = "\"success\":{\"count\":"
                + statistics("cifar10", live).getInferenceStats().getSuccess().getCount() + ",\"ns\":";
        assertThat(get("v2/models/stats")).contains("\"name\":\"cifar10\",\"version\":\"" + live + "\"", calls);
        assertThat(get("v2/models/cifar10/stats")).contains(calls);
        assertThat(get("v2/models/cifar10/versions/" + live + "/stats")).contains(calls);
        assertThat(get("v2/models/cifar10/versions/999/stats")).contains("999").doesNotContain("success");
    }

    @Test
    void knowsOnlyWhatIsLoaded() {
        assertThat(refusal("mnist", "")).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal("cifar10", "999")).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal("", live)).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(asked("", "")).extracting(ModelStatistics::getName).contains("cifar10");
    }

    private Status.Code refusal(String model, String version) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> asked(model, version))
                .getStatus()
                .getCode();
    }

    private ModelStatistics statistics(String model, String version) {
        return asked(model, version).getFirst();
    }

    private List<ModelStatistics> asked(String model, String version) {
        return GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .modelStatistics(ModelStatisticsRequest.newBuilder()
                        .setName(model)
                        .setVersion(version)
                        .build())
                .getModelStatsList();
    }

    private String get(String path) throws Exception {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            return browser.send(HttpRequest.newBuilder(http.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private void inferInStream(int images) throws InterruptedException {
        StreamObserver<ModelInferRequest> stream = stream();
        stream.onNext(request(images).build());
        stream.onCompleted();
        assertThat(next().getErrorMessage()).isEmpty();
        assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(END);
    }

    private ModelStreamInferResponse next() throws InterruptedException {
        Object next = received.poll(60, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(ModelStreamInferResponse.class);
        return (ModelStreamInferResponse) next;
    }

    private StreamObserver<ModelInferRequest> stream() {
        return GRPCInferenceServiceGrpc.newStub(client.channel())
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .modelStreamInfer(new StreamObserver<>() {
                    @Override
                    public void onNext(ModelStreamInferResponse response) {
                        received.add(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        received.add(failure);
                    }

                    @Override
                    public void onCompleted() {
                        received.add(END);
                    }
                });
    }

    private static ModelInferRequest.Builder request(int images) {
        byte[] pixels = new byte[images * 3072];
        for (int i = 0; i < images; i++) {
            System.arraycopy(TinyNetwork.pixels(i), 0, pixels, i * 3072, 3072);
        }
        return ModelInferRequest.newBuilder()
                .setModelName("cifar10")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("images")
                        .setDatatype("UINT8")
                        .addAllShape(List.of((long) images, 32L, 32L, 3L)))
                .addRawInputContents(ByteString.copyFrom(pixels));
    }
}
