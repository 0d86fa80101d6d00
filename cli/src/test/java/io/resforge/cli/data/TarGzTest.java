package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.data.Fetch.TarGz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarGzTest {

    @TempDir
    private Path outside;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(outside.resolve("inside"));
    }

    private void unpack(byte[] archive) throws IOException {
        TarGz.unpack(new ByteArrayInputStream(archive), folder);
    }

    @Test
    void unpacksFilesAndFolders() throws IOException {
        unpack(new Tar().folder("a").file("a/b/c.txt", "content").bytes());
        assertThat(folder.resolve("a/b/c.txt")).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "a/../../evil.txt", "/tmp/evil-of-resforge.txt"})
    void refusesWhatLiesOutside(String name) {
        assertThatThrownBy(() -> unpack(new Tar().file(name, "evil").bytes())).isInstanceOf(IOException.class);
        assertThat(outside.resolve("evil.txt")).doesNotExist();
        assertThat(Path.of("/tmp/evil-of-resforge.txt")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_SYMLINK,
                TarConstants.LF_LINK,
                TarConstants.LF_FIFO,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK
            })
    void refusesWhatIsNeitherFileNorFolder(byte kind) {
        assertThatThrownBy(() -> unpack(new Tar().special("odd", kind, "/etc").bytes()))
                .isInstanceOf(IOException.class)
                .hasMessage("the archive holds odd, which is neither a file nor a folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesToOverwriteAFile() {
        assertThatThrownBy(() -> unpack(new Tar().file("a", "1").file("a", "2").bytes()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesADamagedArchive() {
        byte[] archive = new Tar().file("a", "x".repeat(10_000)).bytes();
        assertThatThrownBy(() -> unpack(Arrays.copyOf(archive, archive.length / 2)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> unpack(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }
}
