package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.app.InferenceMain.StopSignals;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** By a signal that means nothing to a process without a terminal. */
@DisabledOnOs(OS.WINDOWS)
class StopSignalsTest {

    @Test
    void asksToExitWithTheSignalsCode() throws Exception {
        // Given
        CompletableFuture<Integer> code = new CompletableFuture<>();
        StopSignals.handle("WINCH", 28, code::complete);
        // When
        new ProcessBuilder(
                        "kill", "-WINCH", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        // Then
        assertThat(code.get(60, TimeUnit.SECONDS)).isEqualTo(156);
    }
}
