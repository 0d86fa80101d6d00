package io.resforge.inference;

import static io.resforge.inference.testing.JsonAnswers.error;
import static io.resforge.inference.testing.JsonAnswers.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.Reservation;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.InferTensorContents;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferRequest.InferInputTensor;
import io.resforge.testing.RawMessages;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.InferenceServiceGrpc;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What requests may hold: bytes before they are read, and objects before they are made. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class RequestLimitsTest extends RunningService {

    private static final byte[] PICTURE = ImageFiles.png(32, 32);
    private static final int MANY = 300_000;

    @Inject
    RequestBudget budget;

    @Test
    void countsTheObjectsOfAMessageBeforeItMakesThem() throws IOException {
        byte[] emptyImages = repeated(ClassifyRequest.IMAGES_FIELD_NUMBER, MANY);
        assertInvalid(failure(InferenceServiceGrpc.getClassifyMethod(), emptyImages, "identity"), "images: ");
        assertInvalid(failure(InferenceServiceGrpc.getClassifyMethod(), emptyImages, "gzip"), "images: ");
        assertInvalid(failure(InferenceServiceGrpc.getClassifyMethod(), repeated(99, MANY), "gzip"), "unknown field");
        var infer = GRPCInferenceServiceGrpc.getModelInferMethod();
        for (int field : new int[] {
            ModelInferRequest.PARAMETERS_FIELD_NUMBER,
            ModelInferRequest.INPUTS_FIELD_NUMBER,
            ModelInferRequest.OUTPUTS_FIELD_NUMBER,
            ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER
        }) {
            assertInvalid(failure(infer, repeated(field, MANY), "gzip"), "a request must hold at most");
        }
        byte[] text = ModelInferRequest.newBuilder()
                .setId("x".repeat(100_000))
                .build()
                .toByteArray();
        assertInvalid(failure(infer, text, "identity"), "id: must be at most 65536 bytes, was 100000");
        assertNothingIsHeld();
    }

    @Test
    void reservesWhatAMessageOfNumbersNeeds() {
        // Given: a byte a number, of eight bytes each in memory
        byte[] shape = ModelInferRequest.newBuilder()
                .addInputs(InferInputTensor.newBuilder()
                        .addAllShape(Collections.nCopies(MANY, 1L))
                        .setContents(InferTensorContents.newBuilder().addFp32Contents(1)))
                .build()
                .toByteArray();
        List<Reservation> others = leave(2 * MANY);
        try {
            // When
            StatusRuntimeException refusal = failure(GRPCInferenceServiceGrpc.getModelInferMethod(), shape, "identity");
            // Then
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        } finally {
            others.forEach(Reservation::close);
        }
        assertNothingIsHeld();
    }

    @Test
    void takesSmallMessagesOnlyWhereThereAreNoImages() {
        GetModelRequest request =
                GetModelRequest.newBuilder().setModel("m".repeat(1 << 20)).build();
        var method = InferenceServiceGrpc.getGetModelMethod();
        assertInvalid(failure(method, request.toByteArray(), "identity"), "a body must have at most 65536 bytes");
        assertInvalid(failure(method, request.toByteArray(), "gzip"), "a body must have at most 65536 bytes");
        assertThat(error(client.post("/v1/feedback", new byte[1 << 20], "Content-Type", "application/json"), 413))
                .contains("at most 65536 bytes");
        assertThat(error(client.post("/v2/repository/index", new byte[1 << 20]), 413))
                .contains("at most 65536 bytes");
        assertThat(client.model().getLive().getVersion()).isEqualTo(live);
    }

    @Test
    void tellsOfBytesThatAreNoMessage() {
        assertInvalid(
                failure(InferenceServiceGrpc.getClassifyMethod(), new byte[] {10, 100}, "identity"),
                "request: is no valid message");
    }

    @Test
    void countsTheValuesOfJsonBeforeItMakesThem() {
        String head = "{\"inputs\": [{\"name\": \"images\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\": ";
        assertThat(error(infer(head + "[" + "\"\",".repeat(MANY) + "\"\"]}]}"), 400))
                .contains("inputs[0].data: must be at most 65536 strings");
        for (String many : new String[] {
            "{\"parameters\": {\"a\": [" + "[],".repeat(MANY) + "1]}}",
            "{\"inputs\": [" + "{},".repeat(MANY) + "{}]}",
            "{\"outputs\": [" + "{},".repeat(MANY) + "{}]}",
            "{\"inputs\": [{\"shape\": [" + "1,".repeat(MANY) + "1]}]}",
            "{\"parameters\": " + "{\"a\":".repeat(900) + "[" + "1,".repeat(MANY) + "1]" + "}".repeat(901)
        }) {
            assertThat(error(infer(many), 400)).contains("must be at most 10000 values");
        }
        assertThat(error(infer("{\"parameters\": " + "{\"a\":".repeat(5_000)), 400))
                .contains("nesting depth");
        assertNothingIsHeld();
    }

    @Test
    void readsBodiesThatAreCompressed() {
        ok(classify(gzip(PICTURE), "gzip"));
        ok(classify(gzip(PICTURE), "GZip"));
        ok(classify(deflate(PICTURE, false), "deflate"));
        ok(classify(deflate(PICTURE, true), "deflate"));
        ok(classify(PICTURE, "identity"));
        assertThat(error(classify(PICTURE, "gzip"), 400)).startsWith("body: is not gzip");
        assertThat(error(classify(PICTURE, "deflate"), 400)).startsWith("body: is not deflate");
        assertThat(error(classify(gzip(new byte[33 << 20]), "gzip"), 413)).contains("at most 33554432 bytes");
        HttpResponse<byte[]> unknown = classify(PICTURE, "br");
        assertThat(error(unknown, 415)).contains("must be gzip, deflate or identity");
        assertThat(unknown.headers().firstValue("Accept-Encoding")).contains("gzip, deflate, identity");
        assertThat(error(classify(gzip(gzip(PICTURE)), "gzip, gzip"), 415)).contains("Content-Encoding");
        assertNothingIsHeld();
    }

    @Test
    void reservesWhatIsSaidToComeAndWhatComesUntilItIsGone() throws IOException {
        try (Socket told = connect();
                Socket untold = connect()) {
            // When: two uploads are held open
            send(told, "POST /v1/classify HTTP/1.1\r\nHost: l\r\nContent-Length: 5000000\r\n\r\n", new byte[10]);
            await().atMost(Duration.ofSeconds(60)).until(() -> budget.requests().held() == 5_000_000);
            send(untold, "POST /v1/classify HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n");
            send(untold, "", new byte[1_000_000]);
            // Then
            await().atMost(Duration.ofSeconds(60)).until(() -> budget.requests().held() == 6_000_000);
            assertThat(client.metric("resforge_inference_held_bytes{model=\"cifar10\",of=\"requests\"}"))
                    .isEqualTo(6e6);
        }
        assertNothingIsHeld();
    }

    @Test
    void refusesAtOnceWhatDoesNotFitAndSaysWhenToTryAgain() {
        List<Reservation> others = leave(15_000);
        try {
            // When
            HttpResponse<byte[]> http = client.post("/v1/classify", new byte[20_000], "Content-Type", "image/png");
            StatusRuntimeException grpc =
                    client.failure(ServiceClient.request(ServiceClient.encoded(new byte[20_000])));
            // Then
            assertThat(error(http, 429)).contains("bytes of requests");
            assertThat(http.headers().firstValue("Retry-After")).contains("1");
            assertThat(grpc.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(ServiceClient.detail(grpc, RetryInfo.class)
                            .getRetryDelay()
                            .getNanos())
                    .isPositive();
        } finally {
            others.forEach(Reservation::close);
        }
        ok(classify(PICTURE, "identity"));
        client.classify(1);
        assertNothingIsHeld();
    }

    @Test
    void answersAnUploadThatIsRefusedAndTakesTheNextOverTheSameConnection() throws IOException {
        try (Socket large = connect()) {
            // When
            send(large, "POST /v1/feedback HTTP/1.1\r\nHost: l\r\nContent-Length: 1000000\r\n\r\n");
            send(large, "", new byte[1_000_000]);
            send(large, "GET /q/health/live HTTP/1.1\r\nHost: l\r\n\r\n");
            // Then
            String answers = new String(large.getInputStream().readNBytes(300), StandardCharsets.UTF_8);
            assertThat(answers).contains("HTTP/1.1 413 ").contains("HTTP/1.1 200 ");
        }
    }

    /** Holds so much that a call can have this many bytes at most: half of what is left. */
    private List<Reservation> leave(long bytes) {
        RequestBudget.MemoryAccount account = budget.requests();
        List<Reservation> held = new ArrayList<>();
        for (long free = account.capacity(); free / 2 > bytes; free = account.capacity() - account.held()) {
            // A call of another connection may begin meanwhile.
            held.add(account.reserve(Math.max(0, Math.min(free / 2 - 10_000, free - 2 * bytes))));
        }
        return held;
    }

    private void assertNothingIsHeld() {
        await().atMost(Duration.ofSeconds(60)).until(() -> budget.requests().held() == 0);
    }

    private static void assertInvalid(StatusRuntimeException failure, String words) {
        assertThat(failure.getStatus().getCode()).as("%s", failure).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.getStatus().getDescription()).contains(words);
    }

    private HttpResponse<byte[]> infer(String json) {
        return client.post("/v2/models/cifar10/infer", json.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> classify(byte[] body, String coding) {
        return client.post("/v1/classify", body, "Content-Type", "image/png", "Content-Encoding", coding);
    }

    /** Sends bytes as they are, without having made a message of them. */
    private StatusRuntimeException failure(
            MethodDescriptor<? extends Message, ? extends Message> method, byte[] request, String compression) {
        MethodDescriptor<byte[], byte[]> bytes = MethodDescriptor.<byte[], byte[]>newBuilder(
                        RawMessages.MARSHALLER, RawMessages.MARSHALLER)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method.getFullMethodName())
                .build();
        CallOptions options = CallOptions.DEFAULT.withCompression(compression).withDeadlineAfter(60, TimeUnit.SECONDS);
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(client.channel(), bytes, options, request));
    }

    /** A message with one field, many times, with nothing in it. */
    private static byte[] repeated(int field, int times) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        for (int i = 0; i < times; i++) {
            out.writeBytes(field, ByteString.EMPTY);
        }
        out.flush();
        return message.toByteArray();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] body, boolean bare) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare);
                OutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static Socket connect() throws IOException {
        Socket server = new Socket("localhost", ServiceClient.port("http"));
        server.setSoTimeout(20_000);
        return server;
    }

    private static void send(Socket server, String head, byte... body) throws IOException {
        OutputStream out = server.getOutputStream();
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(body);
        out.flush();
    }
}
