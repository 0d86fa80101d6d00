package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.worker.Shutdown.SystemCalls;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemCallsTest {

    @Test
    void endsWithItsCodeAndWithoutTheUsualCeremony() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InAHurry.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isEqualTo(143);
        assertThat(printed).isEmpty();
    }

    /** A program with something to do at its end. */
    static final class InAHurry {
        public static void main(String... arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("not so fast")));
            SystemCalls.exit(143);
        }
    }
}
