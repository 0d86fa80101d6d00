package io.resforge.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.FakeWorker;
import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, and versions that are signed, fetched and checked with them. */
class SealCommandsTest {

    @TempDir
    private Path home;

    private Shell shell;
    private String key;
    private String trusted;

    @BeforeEach
    void publishAndMakeKeys() {
        ObjectStore store = ObjectStore.openOrCreate(home.resolve("store").toString());
        new FakeWorker(store).publish("run-1", Map.of(), .9);
        shell = new Shell(home);
        succeeds("keys", "create", home.resolve("keys").toString());
        key = home.resolve("keys/key.pem").toString();
        trusted = home.resolve("keys/trusted.pem").toString();
    }

    @Test
    void makesKeysThatOnlyTheirOwnerCanReadAndReplacesNone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(key))))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(Path.of(key));
        fails(2, "is there already", "keys", "create", home.resolve("keys").toString());
        Files.delete(Path.of(trusted));
        fails(
                2,
                "key.pem is there already",
                "keys",
                "create",
                home.resolve("keys").toString());
        assertThat(Files.readAllBytes(Path.of(key))).isEqualTo(before);
    }

    @Test
    void signsFetchesAndChecksAVersion() throws IOException {
        // Given
        String folder = home.resolve("pulled").toString();
        fails(1, "is not signed as required: it has no signature", "models", "verify", "1", "--trusted", trusted);
        fails(1, "is not signed as required", "models", "pull", "1", "--to", folder, "--trusted", trusted);
        // When
        succeeds("models", "sign", "1", "--key", key);
        assertThat(home.resolve("audit/resforge-cli.jsonl"))
                .content()
                .contains("\"action\":\"sign\",\"target\":\"models/pets/versions/1\"", "\"principal\":\"os:");
        succeeds("models", "verify", "1", "--trusted", trusted);
        succeeds("models", "pull", "1", "--to", folder, "--trusted", trusted);
        // Then
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("manifest.json", "model.safetensors", "model.onnx", "model.sig")
                    .noneMatch(name -> name.startsWith("run-") || name.equals("claim.json"));
        }
        succeeds("models", "verify", "--folder", folder, "--trusted", trusted);
        // When
        Files.writeString(Path.of(folder, "run.py"), "print()");
        // Then
        fails(1, "run.py was not signed", "models", "verify", "--folder", folder, "--trusted", trusted);
        fails(2, "must be an empty folder", "models", "pull", "1", "--to", folder);
    }

    @Test
    void checksTheFolderAsItLiesInTheStoreToo() {
        succeeds("models", "sign", "1", "--key", key);
        String folder = home.resolve("store/models/pets/versions/1").toString();
        succeeds("models", "verify", "--folder", folder, "--trusted", trusted);
    }

    @Test
    void refusesAnotherKeyAndSaysWhatIsWrongWithOne() {
        succeeds("keys", "create", home.resolve("others").toString());
        succeeds("models", "sign", "1", "--key", home.resolve("others/key.pem").toString());
        fails(1, "signed by a key that is not trusted", "models", "verify", "1", "--trusted", trusted);
        succeeds("models", "verify", "1", "--trusted", trusted + "," + home.resolve("others/trusted.pem"));
        fails(2, "holds no private key as PEM", "models", "sign", "1", "--key", trusted);
        fails(2, "holds no public key as PEM", "models", "verify", "1", "--trusted", key);
        fails(2, "--trusted must name a file", "models", "verify", "1");
        fails(2, "either a VERSION or a --folder", "models", "verify", "--trusted", trusted);
        fails(2, "must be a whole number from 1", "models", "verify", "x", "--trusted", trusted);
    }

    private void succeeds(String... arguments) {
        assertThat(shell.run(arguments)).as(shell.err()).isZero();
    }

    private void fails(int code, String why, String... arguments) {
        assertThat(shell.run(arguments)).isEqualTo(code);
        assertThat(shell.err()).contains(why);
    }
}
