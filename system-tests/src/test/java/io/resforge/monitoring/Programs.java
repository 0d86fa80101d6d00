package io.resforge.monitoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of others that tests need and a machine may lack. */
public final class Programs {

    private Programs() {}

    /** Where a program is; skips the test, and says so, where it is not on the path. */
    public static Path require(String program) {
        Optional<Path> file = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (file.isEmpty()) {
            System.err.println("skipped: there is no " + program + " on this machine");
        }
        assumeTrue(file.isPresent(), () -> "there is no " + program + " on this machine");
        return file.get();
    }
}
