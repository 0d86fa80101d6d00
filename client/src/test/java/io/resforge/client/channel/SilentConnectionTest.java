package io.resforge.client.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Relay;
import io.resforge.testing.Samples;
import io.resforge.v1.TrainerServiceGrpc;
import io.resforge.v1.WatchRunRequest;
import io.resforge.v1.WatchRunResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Waits for a ping, which gRPC sends after 10 s at the earliest; so it runs beside the others. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class SilentConnectionTest {

    private final FakeTrainer trainer =
            new FakeTrainer().onWatch(caller -> FakeTrainer.tell(caller, Samples.training(1)));
    private final FakeServer server = FakeServer.of(trainer);
    private final Relay relay = new Relay(server.port());
    private final ManagedChannel channel = Channels.open(
            List.of(Address.parse(relay.address())),
            CallPolicy.DEFAULT,
            InsecureChannelCredentials.create(),
            List.of(),
            Duration.ofSeconds(10),
            Duration.ofMillis(100));

    @AfterEach
    void close() {
        channel.shutdownNow();
        relay.close();
        server.close();
    }

    @Test
    void findsADeadConnectionUnderASilentStream() {
        // Given
        Iterator<WatchRunResponse> looks =
                TrainerServiceGrpc.newBlockingStub(channel).watchRun(WatchRunRequest.getDefaultInstance());
        assertThat(looks.next().getRun()).isEqualTo(Samples.training(1));
        // When
        relay.freeze();
        StatusRuntimeException end = catchThrowableOfType(StatusRuntimeException.class, looks::hasNext);
        // Then
        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end).hasMessageContaining("Keepalive failed");
    }
}
