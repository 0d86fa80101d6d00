package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferRequest.InferInputTensor;
import io.resforge.oip.ModelMetadataRequest;
import io.resforge.testing.Mutations;
import io.resforge.testing.RawMessages;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.InferenceServiceGrpc;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Good requests with changes by seed, over the real ports: of every RPC, and of both interfaces over HTTP. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(value = 24, unit = TimeUnit.HOURS) // as long as it is told to; each request has a limit of its own
class FuzzedRequestsTest extends RunningService {

    private static final int CHANGES = Integer.getInteger("fuzz.changes", 40);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    /** In all threads, for one request: a picture of 25 megapixels takes most of it. */
    private static final long MOST_BYTES = 256L << 20;

    /** A caller's mistake is none of these. */
    private static final Set<Status.Code> WRONG = EnumSet.of(
            Status.Code.UNKNOWN,
            Status.Code.INTERNAL,
            Status.Code.DATA_LOSS,
            Status.Code.UNAVAILABLE,
            Status.Code.DEADLINE_EXCEEDED);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final byte[] PICTURE = ImageFiles.png(32, 32);
    private static final String BASE64 = Base64.getEncoder().encodeToString(PICTURE);

    @Inject
    RequestBudget budget;

    @AfterEach
    void nothingIsHeldAndGoodCallsAreAnswered() {
        assertThat(client.classify(1).getPredictionsList()).hasSize(1);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(budget.requests().held()).isZero();
            assertThat(budget.pixels().held()).isZero();
        });
    }

    @Test
    void everyRpcAnswersAnyBytes() {
        Stream.of(InferenceServiceGrpc.getServiceDescriptor(), GRPCInferenceServiceGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream())
                .forEach(method -> {
                    Mutations changes = new Mutations(messages(method.getBareMethodName()), SEED);
                    for (int i = 0; i < CHANGES; i++) {
                        call(method, changes.get(i));
                    }
                });
    }

    private void call(MethodDescriptor<?, ?> method, byte[] message) {
        String what = method.getFullMethodName() + " " + HexFormat.of().formatHex(message);
        within(what, () -> {
            try {
                ClientCalls.blockingServerStreamingCall(
                                client.channel(),
                                method.toBuilder(RawMessages.MARSHALLER, RawMessages.MARSHALLER)
                                        .setType(MethodType.SERVER_STREAMING)
                                        .build(),
                                CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
                                message)
                        .forEachRemaining(answer -> {});
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode())
                        .as("%s: %s", what, e.getStatus())
                        .isNotIn(WRONG);
            }
        });
    }

    private List<byte[]> messages(String method) {
        List<? extends Message> good =
                switch (method) {
                    case "Classify", "ClassifyStream" ->
                        List.of(
                                ServiceClient.request(1),
                                ClassifyRequest.newBuilder()
                                        .addImages(ServiceClient.encoded(PICTURE))
                                        .addImages(ServiceClient.encoded(ImageFiles.jpeg(20, 30)))
                                        .setTopK(3)
                                        .setModel(TinyNetwork.MODEL)
                                        .setVersion(live)
                                        .build());
                    case "Feedback" ->
                        List.of(FeedbackRequest.newBuilder()
                                .setPredictionId(
                                        client.classify(1).getPredictions(0).getId())
                                .setTrueLabel(TinyNetwork.LABELS.getFirst())
                                .build());
                    case "ModelInfer", "ModelStreamInfer" ->
                        List.of(
                                infer().addRawInputContents(ByteString.copyFrom(TinyNetwork.pixels(1)))
                                        .build(),
                                ModelInferRequest.newBuilder()
                                        .setModelName(TinyNetwork.MODEL)
                                        .setId("mine")
                                        .addInputs(InferInputTensor.newBuilder()
                                                .setName("images")
                                                .setDatatype("BYTES")
                                                .addShape(1)
                                                .setContents(InferTensorContents.newBuilder()
                                                        .addBytesContents(ByteString.copyFrom(PICTURE))))
                                        .build());
                    case "GetModel" ->
                        List.of(GetModelRequest.newBuilder()
                                .setModel(TinyNetwork.MODEL)
                                .build());
                    // A name, and perhaps a version: by the same numbers.
                    default ->
                        List.of(ModelMetadataRequest.newBuilder()
                                .setName(TinyNetwork.MODEL)
                                .setVersion(live)
                                .build());
                };
        return good.stream().map(Message::toByteArray).toList();
    }

    private static ModelInferRequest.Builder infer() {
        return ModelInferRequest.newBuilder()
                .setModelName(TinyNetwork.MODEL)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("images")
                        .setDatatype("UINT8")
                        .addAllShape(List.of(1L, 32L, 32L, 3L)));
    }

    @Test
    void imagesAndFormsOverHttpAreAnsweredWhateverTheirBytes() {
        post("/v1/classify?top_k=3", List.of(PICTURE, ImageFiles.jpeg(20, 30)), "Content-Type", "image/png");
        post("/v1/classify", List.of(form()), "Content-Type", "multipart/form-data; boundary=cut");
        post(
                "/v1/feedback",
                List.of(bytes("{\"prediction_id\": \"%s\", \"true_label\": \"%s\"}"
                        .formatted(client.classify(1).getPredictions(0).getId(), TinyNetwork.LABELS.getFirst()))),
                "Content-Type",
                "application/json");
    }

    @Test
    void tensorsOverHttpAreAnsweredWhateverTheirBytes() {
        String path = "/v2/models/" + TinyNetwork.MODEL + "/infer";
        String json = """
                {"id": "mine", "inputs": [{"name": "images", "shape": [1], "datatype": "BYTES", "data": ["%s"]}],
                 "outputs": [{"name": "label"}, {"name": "probabilities", "parameters": {"classification": 2}}]}
                """.formatted(BASE64);
        String numbers = "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 32, 32, 3], \"datatype\": \"FP32\","
                + " \"data\": [[" + "0.5,".repeat(3071) + "255]]}]}";
        post(path, List.of(bytes(json), bytes(numbers)), "Content-Type", "application/json");
        String head = "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 32, 32, 3], \"datatype\": \"UINT8\","
                + " \"parameters\": {\"binary_data_size\": 3072}}], \"parameters\": {\"binary_data_output\": true}}";
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        binary.writeBytes(bytes(head));
        binary.writeBytes(TinyNetwork.pixels(1));
        post(
                path,
                List.of(binary.toByteArray()),
                "Content-Type",
                "application/octet-stream",
                "Inference-Header-Content-Length",
                Integer.toString(head.length()));
        post("/v2/repository/index", List.of(bytes("{\"ready\": true}")), "Content-Type", "application/json");
    }

    private void post(String path, List<byte[]> good, String... headers) {
        Mutations changes = new Mutations(good, SEED);
        for (int i = 0; i < CHANGES; i++) {
            byte[] body = changes.get(i);
            String what = path + " " + HexFormat.of().formatHex(body);
            within(what, () -> {
                HttpResponse<byte[]> answer = client.post(path, body, headers);
                assertThat(answer.statusCode())
                        .as("%s: %s", what, new String(answer.body(), StandardCharsets.UTF_8))
                        .isIn(200, 400, 404, 413);
            });
        }
    }

    private static byte[] form() {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (String name : List.of("a.png", "b.png")) {
            form.writeBytes(bytes("--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + name
                    + "\"\r\nContent-Type: image/png\r\n\r\n"));
            form.writeBytes(PICTURE);
            form.writeBytes(bytes("\r\n"));
        }
        form.writeBytes(bytes("--cut--\r\n"));
        return form.toByteArray();
    }

    private static void within(String what, Runnable request) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        request.run();
        assertThat(THREADS.getTotalThreadAllocatedBytes() - before).as(what).isLessThan(MOST_BYTES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
