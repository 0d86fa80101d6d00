package io.resforge.cli.common;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.fuzz.FuzzBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The file of contexts, in which a person may err. */
public class ContextsFuzzTest {

    @FuzzTest
    void contexts(byte[] input) throws Exception {
        Path home = Files.createTempDirectory("resforge-fuzz");
        Path file = home.resolve("contexts.yaml");
        try {
            Files.write(file, input);
            FuzzBounds.hold(
                    (8 << 20) + 2_000L * input.length,
                    () -> Contexts.environment(Map.of("RESFORGE_HOME", home.toString())),
                    CommandFailed.class);
        } finally {
            Files.delete(file);
            Files.delete(home);
        }
    }
}
