package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestSlots;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.InferenceServiceGrpc;
import jakarta.inject.Inject;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service whose connections do not grow old, and whose requests are to come soon. */
@QuarkusTest
@QuarkusTestResource(value = Workplace.class, restrictToAnnotatedClass = true)
@TestProfile(ConnectionAgeTest.ShortLived.class)
@Timeout(60)
class ConnectionAgeTest {

    /** Connections live a fifth of a second, and a request is to come within a second. */
    public static class ShortLived implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("resforge.grpc.max-connection-age", "200ms", "resforge.limits.request-time", "1s");
        }
    }

    @Inject
    ServedModels models;

    @Test
    void movesAClientToNewConnectionsWithoutFailingACall() throws Exception {
        // Given
        FakeEngine engine = new FakeEngine(1);
        engine.hold();
        TestSlots.fill(models.model("").slot(), FakeModels.live(1), engine);
        ClassifyRequest image = ServiceClient.request(ServiceClient.raw(new byte[3072]));
        Connections connections = new Connections();
        try (ServiceClient client = new ServiceClient()) {
            CompletableFuture<ClassifyResponse> underWay =
                    CompletableFuture.supplyAsync(() -> client.inference().classify(image));
            engine.awaitBatch();
            // When
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        client.inference()
                                .withInterceptors(connections::intercept)
                                .getModel(GetModelRequest.getDefaultInstance());
                        return connections.seen.size() > 3;
                    });
            // Then
            engine.release(1);
            assertThat(underWay.get(60, TimeUnit.SECONDS).getPredictionsCount()).isEqualTo(1);
        } finally {
            engine.release(1);
        }
    }

    @Test
    void endsACallWhoseMessageDoesNotCome() throws Exception {
        CompletableFuture<Status> end = new CompletableFuture<>();
        try (ServiceClient client = new ServiceClient()) {
            ClientCall<ClassifyRequest, ClassifyResponse> call =
                    client.channel().newCall(InferenceServiceGrpc.getClassifyMethod(), CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            end.complete(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            assertThat(end.get(60, TimeUnit.SECONDS).getDescription())
                    .isEqualTo("a request must have come in whole within 1.0 s");
        }
    }

    /** Sees the client's end of each connection that calls go over. */
    private static final class Connections {

        private final Set<SocketAddress> seen = ConcurrentHashMap.newKeySet();

        /** Is asked for each call, as a {@link io.grpc.ClientInterceptor}. */
        <Q, R> ClientCall<Q, R> intercept(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    super.start(new Noting<>(listener, this), headers);
                }
            };
        }

        private final class Noting<R> extends SimpleForwardingClientCallListener<R> {

            private final ClientCall<?, R> call;

            Noting(ClientCall.Listener<R> listener, ClientCall<?, R> call) {
                super(listener);
                this.call = call;
            }

            @Override
            public void onMessage(R message) {
                seen.add(call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR));
                super.onMessage(message);
            }
        }
    }
}
