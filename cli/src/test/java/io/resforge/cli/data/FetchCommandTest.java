package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCommandTest {

    private final MirrorServer mirror = new MirrorServer(
            new Tar().file("cifar-10-batches-bin/test_batch.bin", "not it").bytes());
    private final Path data;
    private final Path target;
    private final Shell shell;

    FetchCommandTest(@TempDir Path home) {
        data = home.resolve("data");
        target = data.resolve("cifar-10-batches-bin");
        shell = new Shell(home);
    }

    @AfterEach
    void close() {
        mirror.close();
    }

    private int fetch(String... more) {
        String words = "data fetch cifar10 --url " + mirror.uri() + " " + String.join(" ", more);
        return shell.run(words.strip().split(" "));
    }

    @Test
    void refusesWhatIsNotCifar10() {
        assertThat(fetch()).isEqualTo(1);
        assertThat(shell.out()).isEqualTo("From " + mirror.uri() + "\n");
        assertThat(shell.err())
                .startsWith("error: what " + mirror.uri() + " sent is not cifar-10-binary.tar.gz: its MD5 is ")
                .contains("not c32a1d4ab5d03f1284b67883e8d87530");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void doesNothingIfItIsThere() throws IOException {
        Files.createDirectories(target);
        assertThat(fetch()).isZero();
        assertThat(shell.out()).isEqualTo("cifar10 is already in " + target + "; --force brings it again\n");
        assertThat(mirror.ranges()).isEmpty();
    }

    @Test
    void bringsItAgainIfForced() throws IOException {
        Files.createDirectories(target);
        assertThat(fetch("--force")).isEqualTo(1);
        assertThat(mirror.ranges()).hasSize(1);
        assertThat(target).exists();
    }

    @Test
    void tellsTheFolderAsJson() throws IOException {
        Files.createDirectories(target);
        assertThat(fetch("--json")).isZero();
        assertThat(shell.json().getAsJsonObject().get("folder").getAsString()).isEqualTo(target.toString());
        assertThat(shell.err()).contains("already");
    }

    @Test
    void tellsOfAMirrorThatHasNoSuchFile() {
        mirror.answering(404);
        assertThat(fetch()).isEqualTo(1);
        assertThat(shell.err())
                .isEqualTo("error: " + mirror.uri() + " answers 404; another place can be named with --url\n");
    }
}
