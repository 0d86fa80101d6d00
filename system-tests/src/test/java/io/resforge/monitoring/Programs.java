package io.resforge.monitoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs of others that tests need and a machine may lack. */
public final class Programs {

    private Programs() {}

    /** Skips the test, and says so, where a program is not on the path. */
    public static void require(String program) {
        boolean here = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!here) {
            System.err.println("skipped: there is no " + program + " on this machine");
        }
        assumeTrue(here, () -> "there is no " + program + " on this machine");
    }
}
