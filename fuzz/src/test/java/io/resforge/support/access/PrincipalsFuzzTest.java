package io.resforge.support.access;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.fuzz.FuzzBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The file of principals, in which a person may err. */
public class PrincipalsFuzzTest {

    @FuzzTest
    void principals(byte[] input) throws Exception {
        Path file = Files.createTempFile("resforge-fuzz", ".txt");
        try {
            Files.write(file, input);
            FuzzBounds.hold(
                    (4 << 20) + 500L * input.length,
                    () -> new PrincipalsFile(file, Clock.systemUTC()).ofCertificate("a"),
                    IllegalArgumentException.class);
        } finally {
            Files.delete(file);
        }
    }
}
