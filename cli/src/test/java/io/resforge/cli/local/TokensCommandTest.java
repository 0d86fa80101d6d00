package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensCommandTest {

    @TempDir
    Path folder;

    @Test
    void writesATokenForItsOwnerAloneAndPrintsTheLineWithItsHash() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("ci.token");
        Shell shell = new Shell(folder);
        int code = shell.run(
                "tokens",
                "create",
                "ci",
                "--roles",
                "train,observe",
                "--models",
                "cifar10,digits",
                "--expires",
                "2027-01-31T00:00:00Z",
                "--out",
                file.toString());
        String token = Files.readString(file).strip();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        assertThat(code).isZero();
        assertThat(token).matches("rf_[A-Za-z0-9_-]{43}");
        assertThat(shell.out())
                .isEqualTo("ci train,observe sha256:" + HexFormat.of().formatHex(hash)
                        + " models=cifar10,digits expires=2027-01-31T00:00:00Z\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void neverReplacesATokenAndKnowsTheRoles() throws IOException {
        Path file = Files.writeString(folder.resolve("ci.token"), "rf_before");
        Shell shell = new Shell(folder);
        assertThat(shell.run("tokens", "create", "ci", "--roles", "train", "--out", file.toString()))
                .isEqualTo(2);
        assertThat(file).hasContent("rf_before");
        Path other = folder.resolve("other");
        assertThat(shell.run("tokens", "create", "ci", "--roles", "root", "--out", other.toString()))
                .isEqualTo(2);
        assertThat(other).doesNotExist();
    }
}
