package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class IdlePriorityTest {

    private static final int POLICY = 41; // of the fields in /proc/PID/task/TID/stat, from 1

    @Test
    void letsAThreadRunOnlyOnWhatOthersLeave() throws Exception {
        // When: in a thread of its own, for it cannot go back
        int policy = CompletableFuture.supplyAsync(
                        () -> {
                            IdlePriority.enter();
                            return policy();
                        },
                        task -> Thread.ofPlatform().start(task))
                .get();
        // Then: SCHED_IDLE
        assertThat(policy).isEqualTo(5);
        assertThat(policy()).isZero();
    }

    private static int policy() {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/thread-self/stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The name of the thread, in brackets, may hold blanks.
        String[] fieldsFromTheThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Integer.parseInt(fieldsFromTheThird[POLICY - 3]);
    }
}
