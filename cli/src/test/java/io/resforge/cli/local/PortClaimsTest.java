package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.local.LocalService.ServicePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two commands that choose ports before the services of either listen. */
@Timeout(120)
class PortClaimsTest {

    /** The other command: asks for the ports that it is given, says which it got, and keeps them until its input ends. */
    public static void main(String[] ports) throws IOException {
        ServicePorts got = new ServicePorts(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])).orFree();
        System.out.println(got.grpc() + " " + got.http());
        System.in.read();
    }

    private static Process other(ServicePorts wanted) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortClaimsTest.class.getName(),
                        Integer.toString(wanted.grpc()),
                        Integer.toString(wanted.http()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ServicePorts got(BufferedReader printed) throws IOException {
        String[] ports = printed.readLine().split(" ");
        return new ServicePorts(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
    }

    @Test
    void givesEachCommandPortsOfItsOwnUntilItEnds() throws Exception {
        ServicePorts mine = ServicePorts.free();
        Process other = other(mine);
        ServicePorts theirs;
        try (BufferedReader printed = other.inputReader(StandardCharsets.US_ASCII)) {
            theirs = got(printed);
            assertThat(theirs.grpc()).isNotEqualTo(mine.grpc());
            assertThat(theirs.http()).isNotEqualTo(mine.http());
            ServicePorts asked = theirs.orFree();
            assertThat(asked.grpc()).isNotEqualTo(theirs.grpc());
            assertThat(asked.http()).isNotEqualTo(theirs.http());
            other.getOutputStream().close();
            other.waitFor();
        } finally {
            other.destroyForcibly();
        }
        assertThat(PortClaims.ofThisUser().claim(theirs.grpc()))
                .as("a port of a command that has ended")
                .isTrue();
        assertThat(mine.orFree()).as("one's own").isEqualTo(mine);
    }
}
