package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.neuralnet.text.FileTrouble;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesTheFileThatAFullDiskHasNoRoomFor() {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> OutputFile.write(Path.of("/dev/full"), new byte[1]))
                .satisfies(it -> assertThat(FileTrouble.sentence(it))
                        .isEqualTo("cannot use /dev/full: No space left on device"));
    }

    @Test
    void namesTheFileWhoseFolderIsNotThere() {
        Path file = folder.resolve("gone/file");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> OutputFile.write(file, new byte[1]))
                .satisfies(
                        it -> assertThat(FileTrouble.sentence(it)).isEqualTo("cannot use " + file + ": no such file"));
    }
}
