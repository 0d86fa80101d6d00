package io.resforge.neuralnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxLibraryTest {

    @TempDir
    private Path cache;

    @Test
    void isUnpackedOnceAndNothingElseStays() throws IOException {
        // Given
        Path folder = new OnnxLibrary(cache).unpacked();
        Path library = folder.resolve(System.mapLibraryName("onnxruntime"));
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(library, longAgo);
        // When
        Path again = new OnnxLibrary(cache).unpacked();
        // Then
        assertThat(again).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(longAgo);
        assertThat(folder).isDirectoryContaining("glob:**onnxruntime4j_jni*");
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).containsExactly(folder);
        }
    }

    @Test
    void theVersionIsKnownBeforeItIsLoaded() {
        assertThat(OnnxLibrary.version()).matches("\\d+\\.\\d+\\.\\d+");
    }
}
