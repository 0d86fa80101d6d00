package io.resforge.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.demo.Demo.HotLoad;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.v1.Model;
import io.resforge.v1.RefusedVersion;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HotLoadTest {

    private final FakeInference service = new FakeInference();
    private final FakeServer server = FakeServer.of(service);
    private final ResForgeClient client =
            ResForgeClient.builder().inference(server.address()).attempts(1).build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private HotLoad within(Duration longest) {
        return new HotLoad(client.inference(), longest);
    }

    @Test
    void waitsUntilTheVersionIsLive() throws InterruptedException {
        service.getModel.failing(2, Status.UNAVAILABLE.asRuntimeException());
        service.getModel.failing(1, Status.NOT_FOUND.asRuntimeException());
        assertThat(within(Duration.ofMinutes(1)).await("1")).isPositive();
        assertThat(service.getModel.asked()).hasSize(4);
    }

    @Test
    void saysThatTheVersionDidNotGoLiveInTime() {
        assertThatThrownBy(() -> within(Duration.ofMillis(200)).await("2"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("version 2 did not go live within 0.2 s; version 1 is live");
    }

    @Test
    void saysThatTheVersionWasRefusedAndWhy() {
        service.describe(Model.newBuilder()
                .addRefused(RefusedVersion.newBuilder().setVersion("2").setReason("its checksum is wrong"))
                .build());
        assertThatThrownBy(() -> within(Duration.ofMinutes(1)).await("2"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("the inference service refused version 2: its checksum is wrong");
    }

    @Test
    void passesOnOtherFailures() {
        service.getModel.failing(1, Status.INTERNAL.withDescription("broken").asRuntimeException());
        assertThatThrownBy(() -> within(Duration.ofMinutes(1)).await("2"))
                .isInstanceOf(ResForgeException.class)
                .hasMessage("broken");
    }
}
