package io.resforge.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.store.FilePlacement.LockPlacement;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockPlacementTest {

    @TempDir
    private Path folder;

    @Test
    void placesNothingWhileSomebodyElseHoldsTheLock() throws Exception {
        // Given
        Path lockFile = folder.resolve("create.lock");
        Path finished = Files.writeString(folder.resolve("finished.tmp"), "content");
        Path target = folder.resolve("target");
        FilePlacement placement = new LockPlacement(lockFile);
        try (FileChannel other = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = other.lock()) {
            // Then: within one process Java refuses the lock where it would make another process wait
            assertThatExceptionOfType(OverlappingFileLockException.class)
                    .isThrownBy(() -> placement.place(finished, target));
            assertThat(target).doesNotExist();
        }
        assertThat(placement.place(finished, target)).isTrue();
        assertThat(target).hasContent("content");
    }
}
