package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.TrainerServiceGrpc;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A control plane that is called by those that do not say what they want. */
@QuarkusTest
@QuarkusTestResource(value = ServerSettings.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = LateRequestTest.LittlePatience.class, restrictToAnnotatedClass = true)
@Timeout(120)
class LateRequestTest {

    /** Less than usual. */
    public static final class LittlePatience implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("resforge.limits.request-time", "1s");
        }

        @Override
        public void stop() {}
    }

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @Test
    void endsACallWhoseRequestDoesNotCome() throws Exception {
        try (TrainerTestClient client = new TrainerTestClient(port)) {
            // As one of many messages: of a method with one, the client sends nothing before it has it.
            MethodDescriptor<ListRunsRequest, ListRunsResponse> method =
                    TrainerServiceGrpc.getListRunsMethod().toBuilder()
                            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                            .build();
            ClientCall<ListRunsRequest, ListRunsResponse> call =
                    client.channel().newCall(method, CallOptions.DEFAULT);
            CompletableFuture<Status> ended = new CompletableFuture<>();
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            Status status = ended.get(60, TimeUnit.SECONDS);
            assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(status.getDescription()).contains("resforge.limits.request-time");
            assertThat(client.trainer().listRuns(ListRunsRequest.getDefaultInstance()))
                    .isNotNull();
        }
    }
}
