package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ShortTimeSlicesTest {

    @Test
    void givesAThreadShortTurnsWhereTheSystemKnowsThem() throws Exception {
        // Given
        OptionalLong usual = turnNanos();
        assumeThat(usual).as("a system of Linux 6.12 or newer that tells").isPresent();
        long[] prompt = new long[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            // When
            ShortTimeSlices.become();
            prompt[0] = turnNanos().orElseThrow();
        });
        thread.join();
        // Then
        assertThat(prompt[0]).isEqualTo(100_000).isLessThan(usual.getAsLong());
        assertThat(turnNanos()).isEqualTo(usual);
    }

    private static OptionalLong turnNanos() {
        try (var lines = Files.lines(Path.of("/proc/thread-self/sched"))) {
            return lines.filter(line -> line.startsWith("se.slice "))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
