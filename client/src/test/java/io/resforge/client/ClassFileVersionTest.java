package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.v1.ClassifyRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others link must load on their Java. */
class ClassFileVersionTest {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_17 = 61;

    @ParameterizedTest
    @ValueSource(classes = {ResForgeClient.class, ClassifyRequest.class})
    void loadsOnJava17(Class<?> oneOfThem) throws Exception {
        Path place = placeOf(oneOfThem);
        if (Files.isDirectory(place)) {
            allAreForJava17(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                allAreForJava17(jar.getPath("/"));
            }
        }
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void allAreForJava17(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> classes =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            assertThat(classes).hasSizeGreaterThan(10).allSatisfy(file -> assertThat(majorVersion(file))
                    .as(file.toString())
                    .isEqualTo(JAVA_17));
        }
    }

    private static int majorVersion(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            assertThat(in.readInt()).as("the mark of a class file").isEqualTo(MAGIC);
            in.readUnsignedShort();
            return in.readUnsignedShort();
        }
    }
}
