package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.InferenceServiceGrpc;
import jakarta.inject.Inject;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of gRPC calls whose headers are wrong. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OddCallsTest extends RunningService {

    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    @Inject
    RequestBudget budget;

    @Test
    void refusesATimeoutThatIsNone() {
        for (String timeout : new String[] {
            "", "1", "S", "1x", "-1S", "+1S", "1 S", "1.5S", "0x1S", "123456789H", "1S,2S", "9".repeat(1_000) + "S"
        }) {
            StatusRuntimeException refusal = failure(timeout);
            assertThat(refusal.getStatus().getCode()).as(timeout).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refusal.getStatus().getDescription())
                    .startsWith("grpc-timeout: must be up to 8 digits and one of H, M, S, m, u, n, once");
        }
        assertThat(failure("1S", "2S").getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertNothingIsHeld();
    }

    @Test
    void takesTheLongestTimeoutThatThereIs() {
        assertThat(InferenceServiceGrpc.newBlockingStub(client.channel())
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(timeouts("99999999H")))
                        .getModel(GetModelRequest.getDefaultInstance())
                        .getModel()
                        .getLive()
                        .getVersion())
                .isEqualTo(live);
    }

    @Test
    void refusesAMessageThatIsNotCompressedAsItsCallSays() {
        CompressorRegistry codecs = CompressorRegistry.newEmptyInstance();
        codecs.register(new NoGzip());
        ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", ServiceClient.port("grpc.server"))
                .usePlaintext()
                .compressorRegistry(codecs)
                .build();
        try {
            for (int length : new int[] {1, 5, 100}) {
                StatusRuntimeException refusal = catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> ClientCalls.blockingUnaryCall(
                                channel,
                                InferenceServiceGrpc.getGetModelMethod(),
                                CallOptions.DEFAULT.withCompression("gzip"),
                                GetModelRequest.newBuilder()
                                        .setModel("m".repeat(length))
                                        .build()));
                assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(refusal.getStatus().getDescription()).startsWith("request: is no valid message");
            }
        } finally {
            channel.shutdownNow();
        }
        assertNothingIsHeld();
    }

    private StatusRuntimeException failure(String... timeouts) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> InferenceServiceGrpc.newBlockingStub(client.channel())
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(timeouts(timeouts)))
                        .getModel(GetModelRequest.getDefaultInstance()));
    }

    private static Metadata timeouts(String... values) {
        Metadata headers = new Metadata();
        for (String value : values) {
            headers.put(TIMEOUT, value);
        }
        return headers;
    }

    private void assertNothingIsHeld() {
        await().atMost(Duration.ofSeconds(60)).until(() -> budget.requests().held() == 0);
    }

    /** Says that it is gzip and compresses nothing. */
    private static final class NoGzip implements Compressor {

        @Override
        public String getMessageEncoding() {
            return "gzip";
        }

        @Override
        public OutputStream compress(OutputStream wire) {
            return wire;
        }
    }
}
