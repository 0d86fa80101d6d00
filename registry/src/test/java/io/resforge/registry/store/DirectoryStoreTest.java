package io.resforge.registry.store;

import static io.resforge.registry.store.ObjectStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to a directory as a store. */
class DirectoryStoreTest {

    @TempDir
    private Path folder;

    private Path root;
    private ObjectStore store;

    @BeforeEach
    void open() {
        root = folder.resolve("store");
        store = DirectoryStore.openOrCreate(root);
    }

    @Test
    void keepsAnObjectAsTheFileThatItsKeyNames() {
        // When
        store.put("models/cifar10/manifest.json", bytes("{}"));
        // Then
        assertThat(root.resolve("models/cifar10/manifest.json")).hasContent("{}");
    }

    @Test
    void leavesNothingElseBehind() throws Exception {
        // Given
        store.create("a", bytes("one"));
        store.create("a", bytes("two"));
        store.put("a", bytes("three"));
        // Then
        try (var files = Files.walk(root).filter(Files::isRegularFile)) {
            assertThat(files).containsExactly(root.resolve("a"));
        }
    }

    @Test
    void saysWhyNothingCanBeWrittenAndLeavesNothingOfHavingTried() throws Exception {
        assertThat(store.writeTrouble()).isEmpty();
        assertThat(root.resolve(DirectoryStore.WORK)).isEmptyDirectory();

        Files.delete(root.resolve(DirectoryStore.WORK));

        assertThat(store.writeTrouble()).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("could not write in the store at " + root + ": ")
                .contains("is no store"));
    }

    @Test
    void letsOtherUsersReadWhatTheUmaskLetsThem() throws Exception {
        // Given
        Path ordinary = Files.createFile(folder.resolve("ordinary"));
        // When
        store.put("put", bytes("one"));
        store.create("created", bytes("one"));
        // Then
        assertThat(Files.getPosixFilePermissions(root.resolve("put")))
                .isEqualTo(Files.getPosixFilePermissions(ordinary));
        assertThat(Files.getPosixFilePermissions(root.resolve("created")))
                .isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    @Test
    void cleansUpAfterWritersThatDiedButNotAfterThoseThatStillWrite() throws Exception {
        // Given
        Path stale = Files.createFile(root.resolve(".resforge/dead.tmp"));
        Path fresh = Files.createFile(root.resolve(".resforge/alive.tmp"));
        Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        // When
        DirectoryStore.openOrCreate(root);
        // Then
        assertThat(stale).doesNotExist();
        assertThat(fresh).exists();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void takesADirectoryForNoStoreUntilSomebodyMakesItOne() throws Exception {
        // Given
        Path plain = Files.createDirectory(folder.resolve("plain"));
        ObjectStore early = new DirectoryStore(plain);
        // When
        assertThatThrownBy(() -> early.list(""))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining(plain.toString())
                .hasMessageContaining("no store");
        DirectoryStore.openOrCreate(plain).put("a", bytes("one"));
        // Then
        assertThat(early.list("")).containsExactly("a");
    }

    @Test
    void doesNotTakeTheEmptyMountPointOfALostDiskForAnEmptyStore() throws Exception {
        // Given
        store.put("a", bytes("one"));
        Files.move(root, folder.resolve("unmounted"));
        Files.createDirectory(root);
        // Then
        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("disk is gone");
        assertThatThrownBy(() -> store.put("b", bytes("two"))).isInstanceOf(StoreFailure.class);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void neverMakesItsRootAnewWhenItWrites() throws Exception {
        // Given
        Files.move(root, folder.resolve("gone"));
        // Then
        assertThatThrownBy(() -> store.create("a/b", bytes("one")))
                .isInstanceOf(StoreFailure.class)
                .hasMessage("could not create a/b in the store at " + root + ": there is no such directory");
        assertThat(root).doesNotExist();
    }

    @Test
    void doesNotFollowALinkOutOfTheStore() throws Exception {
        // Given
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("way-out"), outside);
        Files.createSymbolicLink(root.resolve("secret"), outside.resolve("secret"));
        // Then
        assertThat(store.list("")).isEmpty();
        assertThat(store.list("way-out/")).isEmpty();
        assertThatThrownBy(() -> store.get("way-out/secret"))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.put("way-out/secret", bytes("x"))).isInstanceOf(StoreFailure.class);
        assertThatThrownBy(() -> store.get("secret")).isInstanceOf(StoreFailure.class);
        assertThat(store.create("secret", bytes("x"))).isFalse();
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void replacesALinkItselfAndNotWhatItPointsTo() throws Exception {
        // Given
        Path outside = Files.writeString(folder.resolve("outside"), "outside");
        Files.createSymbolicLink(root.resolve("a"), outside);
        // When
        store.put("a", bytes("one"));
        // Then
        assertThat(outside).hasContent("outside");
        assertThat(store.get("a")).hasValue(bytes("one"));
    }

    @Test
    void worksBehindALinkToTheWholeStore() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        ObjectStore linked = new DirectoryStore(link);
        // When
        linked.create("a/b", bytes("one"));
        // Then
        assertThat(linked.list("")).containsExactly("a/b");
        assertThat(store.get("a/b")).hasValue(bytes("one"));
    }

    @Test
    void passesOverFilesThatAreNoObjects() throws Exception {
        // Given
        Files.writeString(root.resolve(".DS_Store"), "x");
        Files.writeString(root.resolve("with blank"), "x");
        Files.createDirectories(root.resolve("folder/.git"));
        Files.writeString(root.resolve("folder/.git/config"), "x");
        store.put("folder/object", bytes("one"));
        // Then
        assertThat(store.list("")).containsExactly("folder/object");
    }

    @Test
    void refusesToReadAPipeThatNobodyWritesTo() throws Exception {
        // Given
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        Assumptions.assumeTrue(mkfifo.waitFor() == 0);
        // Then
        assertThatThrownBy(() -> store.get("pipe"))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("regular file");
    }

    @Test
    void takesAFolderForNoObject() {
        // Given
        store.put("a/b", bytes("one"));
        // When
        store.delete("a");
        // Then
        assertThat(store.get("a")).isEmpty();
        assertThat(store.list("")).containsExactly("a/b");
        assertThatThrownBy(() -> store.put("a", bytes("x"))).isInstanceOf(StoreFailure.class);
    }

    @Test
    void saysWhichFileIsInTheWayOfAFolder() {
        // Given
        store.put("a", bytes("one"));
        // Then
        assertThatThrownBy(() -> store.put("a/b", bytes("two")))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("could not write a/b")
                .hasMessageContaining("is a file, not a folder");
    }

    @Test
    @DisabledIf(value = "mayWriteEverywhere", disabledReason = "this user may write everywhere")
    void saysWhatItAttemptedOnAReadOnlyDisk() throws Exception {
        // Given
        store.put("a", bytes("one"));
        Files.setPosixFilePermissions(root.resolve(".resforge"), PosixFilePermissions.fromString("r-xr-xr-x"));
        // Then
        assertThatThrownBy(() -> store.put("b", bytes("two")))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("could not write b")
                .hasMessageContaining("denied");
        assertThat(store.get("a")).hasValue(bytes("one"));
    }

    @Test
    void saysWhyAStoreCannotBeMade() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "x");
        // Then
        assertThatThrownBy(() -> DirectoryStore.openOrCreate(file.resolve("store")))
                .isInstanceOf(StoreFailure.class)
                .hasMessageStartingWith("could not make a store at " + file.resolve("store"));
    }

    static boolean mayWriteEverywhere() throws IOException {
        Path folder = Files.createTempDirectory("read-only");
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
            return Files.isWritable(folder);
        } finally {
            Files.delete(folder);
        }
    }
}
