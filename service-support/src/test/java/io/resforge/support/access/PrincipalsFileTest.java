package io.resforge.support.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalsFileTest {

    private static final String HASH = HexFormat.of().formatHex(PrincipalsFile.sha256("secret"));
    private static final String OTHER = HexFormat.of().formatHex(PrincipalsFile.sha256("another"));

    @TempDir
    Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    @BeforeEach
    void choose() {
        file = folder.resolve("principals");
    }

    @Test
    void knowsThePrincipalOfAToken() throws IOException {
        PrincipalsFile principals =
                read("# the pipeline", "", "ci train,observe sha256:" + HASH + " models=cifar10,digits");
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret")))
                .contains(new Principal(
                        "ci", Set.of(Role.TRAIN, Role.OBSERVE), Optional.of(Set.of("cifar10", "digits"))));
        assertThat(principals.ofToken(PrincipalsFile.sha256("Secret"))).isEmpty();
    }

    @Test
    void knowsServiceAccountsAndCertificates() throws IOException {
        PrincipalsFile principals =
                read("a observe serviceaccount:team/bot", "b promote certificate:spiffe://example/b");
        assertThat(principals.ofServiceAccount("team/bot")).map(Principal::name).contains("a");
        assertThat(principals.ofServiceAccount("team/other")).isEmpty();
        assertThat(principals.ofCertificate("spiffe://example/b"))
                .map(Principal::name)
                .contains("b");
        assertThat(principals.ofServiceAccount("spiffe://example/b")).isEmpty();
    }

    @Test
    void forgetsATokenWhenItExpires() throws IOException {
        PrincipalsFile principals = read("ci train sha256:" + HASH + " expires=2026-06-01T13:00:00Z");
        now = Instant.parse("2026-06-01T12:59:59Z");
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isPresent();
        now = Instant.parse("2026-06-01T13:00:00Z");
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isEmpty();
    }

    @Test
    void forgetsATokenWhenItsLineIsRemoved() throws IOException {
        PrincipalsFile principals = read("ci train sha256:" + HASH, "dev train sha256:" + OTHER);
        write("dev train sha256:" + OTHER);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isEmpty();
        assertThat(principals.ofToken(PrincipalsFile.sha256("another"))).isPresent();
    }

    @Test
    void grantsNothingByALineThatBecameWrongAndAllByTheOthers() throws IOException {
        PrincipalsFile principals = read("ci train sha256:" + HASH, "dev train sha256:" + OTHER);
        write("ci trains sha256:" + HASH, "dev train sha256:" + OTHER);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isEmpty();
        assertThat(principals.ofToken(PrincipalsFile.sha256("another"))).isPresent();
    }

    @Test
    void grantsNothingByAFileThatIsGoneUntilItIsBack() throws IOException {
        PrincipalsFile principals = read("ci train sha256:" + HASH);
        Files.delete(file);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isEmpty();
        write("ci train sha256:" + HASH);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isPresent();
    }

    @Test
    void keepsWhatItKnowsWhileTheFileCannotBeRead() throws IOException {
        PrincipalsFile principals = read("ci train sha256:" + HASH);
        Files.delete(file);
        Files.createDirectory(file);
        now = now.plus(Duration.ofSeconds(1));
        assertThat(principals.ofToken(PrincipalsFile.sha256("secret"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ci train|must be NAME ROLE,ROLE PROOF",
                "c$i train sha256:HASH|a name has letters",
                "ci root sha256:HASH|a role is one of classify, observe, feedback, train, promote, admin",
                "ci train secret|a proof is sha256:HASH",
                "ci train sha256:abc|a proof is sha256:HASH",
                "ci train sha256:HASH models=A/B|models= must be names",
                "ci train sha256:HASH expires=soon|expires= must be a time",
                "ci train sha256:HASH until=2027|only models= and expires=",
            })
    void refusesToBeginWithAWrongLine(String line, String why) throws IOException {
        write("# first", line.replace("HASH", HASH));
        assertThatThrownBy(() -> new PrincipalsFile(file, () -> now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + ", line 2: ")
                .hasMessageContaining(why);
    }

    /** As editors of other systems write them. */
    @Test
    void readsAFileWithAMarkOfItsEncodingAndOtherLineEnds() throws IOException {
        Files.writeString(file, "\uFEFF# first\r\nci train sha256:" + HASH + "\r\n\r\n");
        assertThat(new PrincipalsFile(file, () -> now).ofToken(PrincipalsFile.sha256("secret")))
                .map(Principal::name)
                .contains("ci");
    }

    @Test
    void knowsEachOfManyPrincipals() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            lines.add("p" + i + " train sha256:" + HexFormat.of().formatHex(PrincipalsFile.sha256("token" + i)));
        }
        PrincipalsFile principals = read(lines.toArray(String[]::new));
        assertThat(principals.ofToken(PrincipalsFile.sha256("token39999")))
                .map(Principal::name)
                .contains("p39999");
    }

    /** What is no text of a bounded length: said at once, and nothing waits for it. */
    @Test
    @Timeout(60)
    void refusesWhatIsNoSmallTextFile() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused(pipe, "is no file");
        assertRefused(Path.of("/dev/zero"), "is no file");
        assertRefused(folder, "is no file");
        Files.write(file, new byte[] {'c', 'i', (byte) 0xff, (byte) 0xfe});
        assertRefused(file, "is no text in UTF-8");
        Files.write(file, new byte[(4 << 20) + 1]);
        assertRefused(file, "has more than 4194304 bytes");
        assertRefused(folder.resolve("none"), "it is not there");
        Files.writeString(file, "ci train certificate:");
        assertRefused(file, "a proof is");
        Files.writeString(file, "c\0i train sha256:" + HASH);
        assertRefused(file, "a name has letters");
    }

    private void assertRefused(Path path, String why) {
        assertThatThrownBy(() -> new PrincipalsFile(path, () -> now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void neverRepeatsWhatStandsInThePlaceOfAHash() throws IOException {
        write("ci train my-secret-token");
        assertThatThrownBy(() -> new PrincipalsFile(file, () -> now)).hasMessageNotContaining("my-secret-token");
    }

    @Test
    void refusesTheSameTokenForTwo() throws IOException {
        write("ci train sha256:" + HASH, "dev admin sha256:" + HASH);
        assertThatThrownBy(() -> new PrincipalsFile(file, () -> now)).hasMessageContaining("in one line only");
    }

    private PrincipalsFile read(String... lines) throws IOException {
        write(lines);
        return new PrincipalsFile(file, () -> now);
    }

    /** A file of another time than the one before, however fast the test is. */
    private void write(String... lines) throws IOException {
        boolean again = Files.exists(file);
        FileTime before = again ? Files.getLastModifiedTime(file) : FileTime.from(now);
        Files.write(file, List.of(lines));
        Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plusSeconds(1)));
    }
}
