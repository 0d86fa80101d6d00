package io.resforge.network.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class BackgroundTest {

    private static final int POLICY = 41; // of the fields in /proc/PID/task/TID/stat, from 1

    @Test
    void letsAThreadRunOnlyOnWhatOthersLeaveAndAsOthersAgain() throws IOException {
        // Given
        assertThat(policy()).isZero();
        try {
            // When
            Background.enter();
            // Then: SCHED_IDLE
            assertThat(policy()).isEqualTo(5);
        } finally {
            Background.leave();
        }
        assertThat(policy()).isZero();
    }

    private static int policy() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        // The name of the thread, in brackets, may hold blanks.
        String[] fieldsFromTheThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Integer.parseInt(fieldsFromTheThird[POLICY - 3]);
    }
}
