package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.cli.local.LocalService.ServicePorts;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePortsTest {

    @Test
    void findsTwoThatDiffer() {
        ServicePorts free = ServicePorts.free();
        assertThat(free.grpc()).isPositive().isNotEqualTo(free.http());
    }

    @Test
    void choosesNoPortTwiceAndNoneOfOutgoingConnections() {
        List<Integer> ports = Stream.generate(ServicePorts::free)
                .limit(200)
                .flatMap(free -> Stream.of(free.grpc(), free.http()))
                .toList();
        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port < 32768);
    }

    @Test
    void keepsThoseThatAreFree() {
        ServicePorts free = ServicePorts.free();
        assertThat(free.orFree()).isEqualTo(free);
    }

    @Test
    void replacesOneThatIsTaken() throws IOException {
        ServicePorts wanted = ServicePorts.free();
        try (ServerSocket taken = new ServerSocket(wanted.grpc())) {
            ServicePorts got = wanted.orFree();
            assertThat(got.grpc()).isPositive().isNotEqualTo(taken.getLocalPort());
            assertThat(got.http()).isEqualTo(wanted.http());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refusesAPortThatCannotBe(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServicePorts(9000, port))
                .withMessage("a port is within 1 to 65535, was " + port);
    }
}
