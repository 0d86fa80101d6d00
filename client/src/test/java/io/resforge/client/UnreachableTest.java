package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.resforge.client.ServiceConnection.CallErrors;
import io.resforge.testing.FakeServer;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnreachableTest {

    // Too long for a name, so that no name service is asked.
    private static final String UNKNOWN = "x".repeat(64) + ".invalid";

    /** Takes calls and never answers. */
    private static final class SilentInference extends InferenceServiceImplBase {
        @Override
        public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> caller) {}
    }

    private static ResForgeException failureOf(ResForgeClient.Builder settings) {
        try (ResForgeClient client = settings.build()) {
            return catchThrowableOfType(
                    ResForgeException.class, () -> client.inference().classify());
        }
    }

    /** An address where no server listens any more. */
    private static String deserted() {
        try (FakeServer server = FakeServer.of()) {
            return server.address();
        }
    }

    @Test
    void namesTheAddressWhereNothingAnswers() {
        String address = deserted();
        ResForgeException failure = failureOf(ResForgeClient.builder().inference(address));
        assertThat(failure.status()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure).hasMessage("nothing answers at " + address);
    }

    /** As grpc-java tells it when a server is killed that has the request. */
    @Test
    void leavesItOpenWhatBecameOfACallWhoseConnectionBroke() {
        Status broken = Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
        assertThat(CallErrors.translate(broken.asRuntimeException(), "trainer:9001", Duration.ofSeconds(30)))
                .hasMessage("the connection to trainer:9001 broke during the call, which may have been carried out:"
                        + " channel closed");
        assertThat(CallErrors.translate(
                        Status.UNKNOWN.withDescription("odd").asRuntimeException(),
                        "trainer:9001",
                        Duration.ofSeconds(30)))
                .hasMessage("odd");
    }

    @Test
    void namesAllAddressesIfNoneAnswers() {
        String first = deserted();
        String second = deserted();
        ResForgeException failure = failureOf(ResForgeClient.builder().inference(first, second));
        assertThat(failure.status()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure).hasMessage("nothing answers at " + first + ", " + second);
    }

    @Test
    void namesAHostThatNobodyKnows() {
        ResForgeException failure =
                failureOf(ResForgeClient.builder().inference(UNKNOWN + ":9000").attempts(1));
        assertThat(failure.status()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("unknown host " + UNKNOWN);
    }

    @Test
    void givesUpAtTheDeadlineOnAServerThatIsSilent() {
        try (FakeServer server = FakeServer.of(new SilentInference())) {
            ResForgeException failure = failureOf(
                    ResForgeClient.builder().inference(server.address()).deadline(Duration.ofMillis(250)));
            assertThat(failure.status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(failure).hasMessage("no answer from " + server.address() + " within 250 ms");
        }
    }

    @Test
    void namesAServerThatDiesWhileItWorks() {
        FakeServer[] server = new FakeServer[1];
        InferenceServiceImplBase mortal = new InferenceServiceImplBase() {
            @Override
            public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> caller) {
                new Thread(server[0]::close).start();
            }
        };
        server[0] = FakeServer.of(mortal);
        ResForgeException failure = failureOf(
                ResForgeClient.builder().inference(server[0].address()).attempts(1));
        assertThat(failure).hasMessageContaining(server[0].address());
    }
}
