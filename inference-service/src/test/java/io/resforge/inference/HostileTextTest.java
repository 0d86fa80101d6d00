package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.telemetry.MeterFactory.HttpLabels;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.GetModelRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that callers make up, wherever a call has room for one. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class HostileTextTest extends RunningService {

    private static final int TEXTS = 10;

    private static final List<String> PATHS = List.of(
            "/%s",
            "/v1/%s",
            "/v1/models/%s",
            "/v1/classify?model=%s",
            "/v1/classify?version=%s",
            "/v1/classify?label=%s",
            "/v1/classify?top_k=%s",
            "/v1/classify/%s",
            "/v1/feedback/%s",
            "/v2/%s",
            "/v2/models/%s",
            "/v2/models/%s/ready",
            "/v2/models/%s/infer",
            "/v2/models/%s/config",
            "/v2/models/cifar10/versions/%s",
            "/v2/models/cifar10/versions/%s/infer",
            "/v2/repository/models/%s/load",
            "/v2/repository/%s",
            "/q/%s",
            "/q/health/%s",
            "/q/health/group/%s",
            "/q/metrics/%s",
            "/q/openapi/%s",
            "/../%s");

    @Test
    void becomesNoSeries() throws IOException {
        // Given: each kind once
        sendAll("first", 1);
        Set<String> before = series();
        // When
        sendAll("second", TEXTS);
        // Then
        Set<String> added = series();
        added.removeAll(before);
        assertThat(added).as("series that %d texts of each kind added", TEXTS).isEmpty();
        assertThat(before).noneMatch(line -> line.contains("first"));
    }

    @Test
    void leavesEachPathThatThereIsItsLabel() {
        List<String> paths = Pattern.compile("(?m)^  (/v[^:]*):$")
                .matcher(client.page("/q/openapi"))
                .results()
                .map(path -> path.group(1))
                .toList();
        assertThat(paths).hasSizeGreaterThan(10).allMatch(HttpLabels::knows);
    }

    private void sendAll(String begin, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String text = begin + i;
            for (String path : PATHS) {
                String target = path.formatted(text);
                request("GET", target, text);
                request("POST", target, text);
            }
            request("M" + text.toUpperCase(Locale.ROOT), "/v1/models", text);
            request("M" + text, "/q/metrics", text);
            request("M" + text, "/" + text, text);
            overGrpc(text);
        }
    }

    /** The connection's own ways to be wrong are no concern here: only what remains of them in the metrics. */
    private static void request(String method, String target, String text) throws IOException {
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + text + "\r\nUser-Agent: " + text
                + "\r\nContent-Type: application/" + text + "\r\nAccept: text/" + text + "\r\nContent-Length: 2\r\n"
                + "traceparent: " + text + "\r\nX-Forwarded-For: " + text + "\r\nConnection: close\r\n\r\n{}";
        try (Socket socket = new Socket("localhost", ServiceClient.port("http"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).startsWith("HTTP/1.1 ".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void overGrpc(String text) {
        for (String method : List.of(text + "/" + text, "resforge.v1.InferenceService/" + text)) {
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            client.channel(),
                            MethodDescriptor.<Empty, Empty>newBuilder()
                                    .setType(MethodDescriptor.MethodType.UNARY)
                                    .setFullMethodName(method)
                                    .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                                    .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                                    .build(),
                            CallOptions.DEFAULT,
                            Empty.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class);
        }
        refused(() -> client.inference()
                .getModel(GetModelRequest.newBuilder().setModel(text).build()));
        refused(() -> client.inference()
                .classify(ServiceClient.request(1).toBuilder().setVersion(text).build()));
        refused(() -> client.inference()
                .classify(ServiceClient.request(1).toBuilder().setLabel(text).build()));
        refused(() -> client.inference()
                .feedback(FeedbackRequest.newBuilder()
                        .setPredictionId(text + ".1.1.a.b.c")
                        .setTrueLabel(text)
                        .build()));
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(StatusRuntimeException.class);
    }

    private Set<String> series() {
        return client.page("/q/metrics")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
