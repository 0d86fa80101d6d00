package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreesTest {

    @TempDir
    private Path root;

    @Test
    void deletesAFolderWithAllThatIsInIt() throws IOException {
        Files.createDirectories(root.resolve("a/b/c"));
        Files.writeString(root.resolve("a/b/file"), "x");
        FolderTrees.delete(root.resolve("a"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void doesNotMindThatThereIsNone() throws IOException {
        FolderTrees.delete(root.resolve("none"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void deletesLinksAndNotWhatTheyLeadTo() throws IOException {
        Path precious =
                Files.writeString(Files.createDirectory(root.resolve("outside")).resolve("precious"), "x");
        Files.createDirectory(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/link"), root.resolve("outside"));
        Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nowhere"));
        FolderTrees.delete(root.resolve("a"));
        FolderTrees.delete(root.resolve("dangling"));
        assertThat(root).isDirectoryContaining("glob:**outside");
        assertThat(Files.isSymbolicLink(root.resolve("dangling"))).isFalse();
        assertThat(precious).exists();
    }
}
