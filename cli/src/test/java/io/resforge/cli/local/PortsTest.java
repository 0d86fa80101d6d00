package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

    @Test
    void findsTwoThatDiffer() {
        Ports free = Ports.free();
        assertThat(free.grpc()).isPositive().isNotEqualTo(free.http());
    }

    @Test
    void keepsThoseThatAreFree() {
        Ports free = Ports.free();
        assertThat(free.orFree()).isEqualTo(free);
    }

    @Test
    void replacesOneThatIsTaken() throws IOException {
        Ports wanted = Ports.free();
        try (ServerSocket taken = new ServerSocket(wanted.grpc())) {
            Ports got = wanted.orFree();
            assertThat(got.grpc()).isPositive().isNotEqualTo(taken.getLocalPort());
            assertThat(got.http()).isEqualTo(wanted.http());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refusesAPortThatCannotBe(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ports(9000, port))
                .withMessage("a port is within 1 to 65535, was " + port);
    }
}
