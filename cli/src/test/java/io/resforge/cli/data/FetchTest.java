package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.data.FileDownload.RefusedDownload;
import io.resforge.cli.data.PublishedDataset.RemoteFile;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchTest {

    private static final byte[] ARCHIVE = new Tar()
            .folder("set")
            .file("set/data.bin", noise(100_000))
            .file("set/names.txt", "cat\ndog\n")
            .bytes();

    @TempDir
    private Path folder;

    private final List<Long> told = new ArrayList<>();
    private final List<String> verified = new ArrayList<>();
    private MirrorServer mirror = new MirrorServer(ARCHIVE);

    @AfterEach
    void close() {
        mirror.close();
    }

    private static String noise(int length) {
        return new Random(1)
                .ints(length, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Fetch fetch() {
        return fetch(mirror.uri(), md5(ARCHIVE), 1 << 20, "set");
    }

    private Fetch fetch(URI source, String md5, long largest, String inside) {
        return fetch(new PublishedDataset.Archive(inside, new RemoteFile("c.tar.gz", source, md5, largest)));
    }

    private Fetch fetch(PublishedDataset set) {
        return new Fetch(set, folder, new Told(), 1);
    }

    private final class Told implements Fetch.Witness {

        @Override
        public FileDownload.Progress begins(RemoteFile file) {
            return (bytes, total) -> told.add(bytes);
        }

        @Override
        public void verified(RemoteFile file) {
            verified.add(file.name());
        }
    }

    /** Files that belong into a folder as they are; the mirror has one content for all of them. */
    private PublishedDataset files(String folder) {
        RemoteFile images =
                new RemoteFile("images.gz", URI.create("http://elsewhere/images.gz"), md5(ARCHIVE), 1 << 20);
        RemoteFile labels =
                new RemoteFile("labels.gz", URI.create("http://elsewhere/labels.gz"), md5(ARCHIVE), 1 << 20);
        return new PublishedDataset.Loose(folder, List.of(images, labels))
                .from(mirror.uri().resolve("/sets/" + folder));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void bringsAnArchiveAndLeavesNothingElse() throws Exception {
        fetch().run();
        assertThat(folder.resolve("set/data.bin")).hasSize(100_000);
        assertThat(folder.resolve("set/names.txt")).hasContent("cat\ndog\n");
        assertThat(left()).containsExactly("set");
        assertThat(told).endsWith((long) ARCHIVE.length).isSorted();
    }

    @Test
    void bringsFilesIntoTheirFolder() throws Exception {
        fetch(files("digits")).run();
        assertThat(left()).containsExactly("digits");
        assertThat(folder.resolve("digits/images.gz")).hasBinaryContent(ARCHIVE);
        assertThat(folder.resolve("digits/labels.gz")).hasBinaryContent(ARCHIVE);
        assertThat(mirror.paths()).containsExactly("/sets/digits/images.gz", "/sets/digits/labels.gz");
        assertThat(verified).containsExactly("images.gz", "labels.gz");
    }

    @Test
    void goesOnWithTheFileThatIsMissing() throws Exception {
        Files.write(folder.resolve("digits-images.gz.part"), ARCHIVE);
        Files.write(folder.resolve("digits-labels.gz.part"), Arrays.copyOf(ARCHIVE, 1000));
        Files.write(folder.resolve("clothes-labels.gz.part"), new byte[5]);
        fetch(files("digits")).run();
        assertThat(mirror.ranges()).containsExactly("bytes=" + ARCHIVE.length + "-", "bytes=1000-");
        assertThat(left()).containsExactly("clothes-labels.gz.part", "digits");
    }

    @Test
    void leavesNoHalfOfASetOfFiles() throws Exception {
        RemoteFile good = new RemoteFile("a", mirror.uri(), md5(ARCHIVE), 1 << 20);
        RemoteFile bad = new RemoteFile("b", mirror.uri(), "0".repeat(32), 1 << 20);
        assertThatThrownBy(() -> fetch(new PublishedDataset.Loose("set", List.of(good, bad)))
                        .run())
                .hasMessageContaining("sent is not b");
        assertThat(left()).containsExactly("set-a.part");
    }

    @Test
    void goesWhereTheServerSendsIt() throws Exception {
        try (MirrorServer other = new MirrorServer(ARCHIVE)) {
            mirror.sendingTo(other.uri().toString());
            Files.write(folder.resolve("c.tar.gz.part"), Arrays.copyOf(ARCHIVE, 1000));
            fetch().run();
            assertThat(other.ranges()).containsExactly("bytes=1000-");
        }
        assertThat(left()).containsExactly("set");
    }

    @Test
    void doesNotGoInCircles() throws Exception {
        mirror.sendingTo("/c.tar.gz");
        assertThatThrownBy(() -> fetch().run())
                .isInstanceOf(RefusedDownload.class)
                .hasMessageContaining("sends from place to place more than 5 times");
        assertThat(left()).isEmpty();
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        mirror.cuttingAfter(20_000);
        fetch().run();
        assertThat(mirror.ranges()).containsExactly("", "bytes=20000-");
        assertThat(left()).containsExactly("set");
    }

    @Test
    void goesOnWhereAnEarlierCallEnded() throws Exception {
        Files.write(folder.resolve("c.tar.gz.part"), Arrays.copyOf(ARCHIVE, 1000));
        fetch().run();
        assertThat(mirror.ranges()).containsExactly("bytes=1000-");
        assertThat(left()).containsExactly("set");
    }

    @Test
    void downloadsNothingIfAllOfItIsThere() throws Exception {
        Files.write(folder.resolve("c.tar.gz.part"), ARCHIVE);
        fetch().run();
        assertThat(told).isEmpty();
        assertThat(left()).containsExactly("set");
    }

    @Test
    void beginsAnewIfTheServerKnowsNoRanges() throws Exception {
        mirror.cuttingAfter(20_000).ignoringRanges();
        fetch().run();
        assertThat(mirror.ranges()).containsExactly("", "bytes=20000-");
        assertThat(folder.resolve("set/data.bin")).hasSize(100_000);
    }

    @Test
    void deletesWhatIsNotWhatWasPublished() throws Exception {
        String other = "0".repeat(32);
        assertThatThrownBy(() -> fetch(mirror.uri(), other, 1 << 20, "set").run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its MD5 is " + md5(ARCHIVE) + ", not " + other + "; it was deleted");
        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 503})
    void isRefusedAtOnceAndLeavesNothing(int status) throws Exception {
        mirror.answering(status);
        assertThatThrownBy(() -> fetch().run())
                .isInstanceOf(RefusedDownload.class)
                .hasMessage(mirror.uri() + " answers " + status + "; another place can be named with --url");
        assertThat(mirror.ranges()).hasSize(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void keepsWhatItHasWhenItIsRefused() throws Exception {
        Files.write(folder.resolve("c.tar.gz.part"), Arrays.copyOf(ARCHIVE, 1000));
        mirror.answering(503);
        assertThatThrownBy(() -> fetch().run()).isInstanceOf(RefusedDownload.class);
        assertThat(left()).containsExactly("c.tar.gz.part");
    }

    @Test
    void givesUpOnAServerThatIsNotThere() throws Exception {
        mirror.close();
        assertThatThrownBy(() -> fetch().run())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the download from " + mirror.uri() + " broke 5 times, at last with: ")
                .hasMessageContaining("Connection refused")
                .hasMessageEndingWith("calling again goes on where it ended");
        assertThat(left()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysAtOnceThatTheDiskIsFull() throws Exception {
        Path part = Files.createSymbolicLink(folder.resolve("c.tar.gz.part"), Path.of("/dev/full"));
        assertThatThrownBy(() -> fetch().run())
                .isInstanceOf(FileSystemException.class)
                .hasMessage(part + ": No space left on device");
        assertThat(mirror.ranges()).as("attempts").hasSize(1);
    }

    @Test
    void namesAHostThatNobodyKnows() {
        String unknown = "x".repeat(64) + ".invalid";
        assertThatThrownBy(() -> fetch(URI.create("http://" + unknown + "/c"), md5(ARCHIVE), 1 << 20, "set")
                        .run())
                .hasMessageContaining("at last with: unknown host " + unknown);
    }

    @Test
    void stopsAServerThatSendsTooMuch() {
        assertThatThrownBy(() -> fetch(mirror.uri(), md5(ARCHIVE), 1000, "set").run())
                .isInstanceOf(RefusedDownload.class)
                .hasMessage(mirror.uri() + " sends more than the 1000 bytes it can have");
        assertThat(folder.resolve("c.tar.gz.part")).doesNotExist();
    }

    @Test
    void refusesAnArchiveWithoutItsFolder() throws Exception {
        assertThatThrownBy(() ->
                        fetch(mirror.uri(), md5(ARCHIVE), 1 << 20, "other").run())
                .hasMessage("c.tar.gz does not hold the folder other");
        assertThat(left()).containsExactly("c.tar.gz.part");
    }

    @Test
    void unpacksNothingOfAnArchiveThatReachesOutside() throws Exception {
        byte[] evil = new Tar().file("set/a", "a").file("../evil", "evil").bytes();
        mirror.close();
        mirror = new MirrorServer(evil);
        assertThatThrownBy(() -> fetch(mirror.uri(), md5(evil), 1 << 20, "set").run())
                .isInstanceOf(IOException.class);
        assertThat(left()).containsExactly("c.tar.gz.part");
        assertThat(folder.resolveSibling("evil")).doesNotExist();
    }

    @Test
    void replacesAnOlderSetOnlyWhenTheNewOneIsThere() throws Exception {
        Path old = Files.createDirectories(folder.resolve("set")).resolve("old");
        Files.writeString(old, "old");
        assertThatThrownBy(() ->
                        fetch(mirror.uri(), "0".repeat(32), 1 << 20, "set").run())
                .isInstanceOf(IOException.class);
        assertThat(old).exists();
        fetch().run();
        assertThat(old).doesNotExist();
        assertThat(folder.resolve("set/data.bin")).exists();
    }

    @Test
    void leavesADownloadAloneThatIsUnderWay() throws Exception {
        Path part = folder.resolve("c.tar.gz.part");
        try (FileChannel other = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThatThrownBy(() -> fetch().run())
                    .isInstanceOf(RefusedDownload.class)
                    .hasMessage("another download to " + part + " is under way");
        }
        assertThat(mirror.ranges()).isEmpty();
        assertThat(part).exists();
    }
}
