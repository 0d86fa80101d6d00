package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BalancingTest {

    // Too long for a name, so that no name service is asked.
    private static final String UNKNOWN = "x".repeat(64) + ".invalid";

    private final FakeInference first = new FakeInference();
    private final FakeInference second = new FakeInference();
    private final HealthStatusManager health = new HealthStatusManager();
    private final FakeServer one = FakeServer.of(first, health.getHealthService());
    private final FakeServer two = FakeServer.of(second);

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static ResForgeClient client(String... addresses) {
        return ResForgeClient.builder().inference(addresses).build();
    }

    private static void call(ResForgeClient client, int times) {
        for (int i = 0; i < times; i++) {
            client.inference().classify();
        }
    }

    /** Calls until both servers have answered, for at most a minute: connections are made in the background. */
    private void callUntilBothAnswered(ResForgeClient client) {
        long begin = System.nanoTime();
        while (first.classify.asked().isEmpty() || second.classify.asked().isEmpty()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
            client.inference().classify();
        }
    }

    @Test
    void goesRoundAllServers() {
        try (ResForgeClient client = client(one.address(), two.address())) {
            // Given
            callUntilBothAnswered(client);
            int before = first.classify.asked().size();
            // When
            call(client, 20);
            // Then
            assertThat(first.classify.asked().size() - before).isEqualTo(10);
        }
    }

    @Test
    void failsNoCallWhenOneServerDies() {
        try (ResForgeClient client = client(one.address(), two.address())) {
            // Given
            callUntilBothAnswered(client);
            one.close();
            int before = second.classify.asked().size();
            // When
            call(client, 20);
            // Then
            assertThat(second.classify.asked().size() - before).isEqualTo(20);
        }
    }

    @Test
    void callsAServerAgainThatComesBack() {
        try (ResForgeClient client = client(one.address())) {
            // Given
            call(client, 1);
            one.close();
            FakeInference returned = new FakeInference();
            FakeServer again = FakeServer.on(one.port(), returned);
            // When
            callUntilAnswered(client);
            // Then
            again.close();
            assertThat(returned.classify.asked()).hasSize(1);
        }
    }

    /** For at most a minute: a server that was refused once is not tried again for a second. */
    private static void callUntilAnswered(ResForgeClient client) {
        long begin = System.nanoTime();
        while (true) {
            try {
                client.inference().classify();
                return;
            } catch (ResForgeException away) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
            }
        }
    }

    @Test
    void passesOverAServerThatCallsItselfUnhealthy() {
        health.setStatus("", ServingStatus.NOT_SERVING);
        try (ResForgeClient client = client(one.address(), two.address())) {
            call(client, 20);
        }
        assertThat(first.classify.asked()).isEmpty();
        assertThat(second.classify.asked()).hasSize(20);
    }

    @Test
    void callsTheOnlyServerThoughItCallsItselfUnhealthy() {
        health.setStatus("", ServingStatus.NOT_SERVING);
        try (ResForgeClient client = client(one.address())) {
            call(client, 1);
        }
        assertThat(first.classify.asked()).hasSize(1);
    }

    @Test
    void leavesOutAHostThatNobodyKnows() {
        try (ResForgeClient client = client(UNKNOWN + ":9000", one.address())) {
            call(client, 1);
        }
        assertThat(first.classify.asked()).hasSize(1);
    }

    @Test
    void speaksIpv6() {
        assumeThat(hasIpv6()).isTrue();
        try (ResForgeClient client = client("[::1]:" + one.port())) {
            call(client, 1);
        }
        assertThat(first.classify.asked()).hasSize(1);
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("::1"), 0));
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void refusesAMalformedAddressAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResForgeClient.builder().inference("localhost"))
                .withMessageContaining("write host:port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResForgeClient.builder().trainer())
                .withMessageContaining("at least one address");
    }
}
