package io.resforge.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.store.FilePlacement.LinkPlacement;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkPlacementTest {

    private static final FilePlacement NEVER = (finished, target) -> {
        throw new AssertionError("links work here");
    };

    @TempDir
    private Path folder;

    private Path finished;
    private Path target;

    @BeforeEach
    void write() throws Exception {
        finished = Files.writeString(folder.resolve("finished.tmp"), "content");
        target = folder.resolve("target");
    }

    @Test
    void believesItsOwnLinkWhenTheAnswerToItWasLost() throws Exception {
        // Given
        FilePlacement placement = new LinkPlacement(
                (link, existing) -> {
                    Files.createLink(link, existing);
                    throw new FileAlreadyExistsException(link.toString());
                },
                NEVER);
        // When
        boolean placed = placement.place(finished, target);
        // Then
        assertThat(placed).isTrue();
    }

    @Test
    void losesToAnEqualFileOfSomebodyElse() throws Exception {
        // Given
        Files.writeString(target, "content");
        // When
        boolean placed = new LinkPlacement(Files::createLink, NEVER).place(finished, target);
        // Then
        assertThat(placed).isFalse();
    }

    @Test
    void reportsAFailureWhereLinksWorkOtherwise() {
        // Given
        FilePlacement placement = new LinkPlacement(
                (link, existing) -> {
                    if (link.equals(target)) {
                        throw new FileSystemException(link.toString(), null, "No space left on device");
                    }
                    Files.createLink(link, existing);
                },
                NEVER);
        // Then
        assertThatThrownBy(() -> placement.place(finished, target)).hasMessageContaining("No space left");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("probe"));
    }
}
