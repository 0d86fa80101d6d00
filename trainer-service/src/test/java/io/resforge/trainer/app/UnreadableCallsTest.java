package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.testing.RawMessages;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.TrainerServiceGrpc;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls whose bytes are no message. */
@QuarkusTest
@QuarkusTestResource(ServerSettings.class)
@Timeout(120)
class UnreadableCallsTest {

    /** A tag of nothing, a text that is longer than the message, a number without an end, and an end of a group. */
    private static final List<byte[]> NO_MESSAGES = List.of(
            new byte[] {0},
            new byte[] {0x0a, 0x7f, 'a'},
            new byte[] {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {0x0c});

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    static Stream<MethodDescriptor<?, ?>> methods() {
        return Stream.concat(
                TrainerServiceGrpc.getServiceDescriptor().getMethods().stream(),
                RegistryServiceGrpc.getServiceDescriptor().getMethods().stream());
    }

    @Test
    void areTheCallersMistakeAtEveryRpc() {
        try (TrainerTestClient client = new TrainerTestClient(port)) {
            methods()
                    .forEach(method -> NO_MESSAGES.forEach(bytes -> {
                        StatusRuntimeException failure =
                                catchThrowableOfType(StatusRuntimeException.class, () -> call(client, method, bytes));
                        assertThat(failure).as(method.getFullMethodName()).isNotNull();
                        assertThat(failure.getStatus().getCode())
                                .as("%s: %s", method.getFullMethodName(), failure.getStatus())
                                .isEqualTo(Status.Code.INVALID_ARGUMENT);
                    }));
        }
    }

    private static void call(TrainerTestClient client, MethodDescriptor<?, ?> method, byte[] bytes) {
        ClientCalls.blockingServerStreamingCall(
                        client.channel(),
                        method.toBuilder(RawMessages.MARSHALLER, RawMessages.MARSHALLER)
                                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                                .build(),
                        CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
                        bytes)
                .next();
    }
}
