package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.torch.TorchRuntime.UnusableLibrary;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnusableLibraryTest {

    private static String message(String reason) {
        return new UnusableLibrary(reason, Path.of("/cache/pytorch"), null).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded", "/cache/pytorch: Read-only file system"})
    void namesTheFolderThatCannotBeWrittenAndTheVariableThatHelps(String reason) {
        assertThat(message(reason))
                .isEqualTo("the PyTorch library could not be loaded: " + reason
                        + "; it is unpacked into /cache/pytorch: make room there, or name a folder on another file system"
                        + " by the variable DJL_CACHE_DIR");
    }

    @Test
    void tellsAFolderWhoseCodeMayNotRun() {
        assertThat(message("libc10.so: failed to map segment from shared object"))
                .contains("mounted with noexec", "DJL_CACHE_DIR");
    }

    @Test
    void advisesNothingWhereTheReasonIsAnother() {
        assertThat(message("no such symbol")).isEqualTo("the PyTorch library could not be loaded: no such symbol");
    }
}
