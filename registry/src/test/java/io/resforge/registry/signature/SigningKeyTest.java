package io.resforge.registry.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys as OpenSSL 3 writes them; none of them is used anywhere else. */
class SigningKeyTest {

    private static final String PKCS8 = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsZkj8XV05XAu7oJM
            hfAVzbyXaBqqWfvP3FUVQZSzTV6hRANCAARBhhW5M3TFRPv9JGxr4FTuSI3GL/CN
            oBA/7eE52B7QgCvTdnScs3Rk0N9q9MlouHt001QDjaxCbzo4v6XVMyZU
            -----END PRIVATE KEY-----
            """;

    private static final String SEC1 = """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEILGZI/F1dOVwLu6CTIXwFc28l2gaqln7z9xVFUGUs01eoAoGCCqGSM49
            AwEHoUQDQgAEQYYVuTN0xUT7/SRsa+BU7kiNxi/wjaAQP+3hOdge0IAr03Z0nLN0
            ZNDfavTJaLh7dNNUA42sQm86OL+l1TMmVA==
            -----END EC PRIVATE KEY-----
            """;

    private static final String PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQYYVuTN0xUT7/SRsa+BU7kiNxi/w
            jaAQP+3hOdge0IAr03Z0nLN0ZNDfavTJaLh7dNNUA42sQm86OL+l1TMmVA==
            -----END PUBLIC KEY-----
            """;

    private static final String P384 = """
            -----BEGIN PRIVATE KEY-----
            MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAEN479q+qDcoPUbcSM
            uXgQCggR9YMXbE/iNjiC7HeF+TEaXeJehl1wtXx6TXE+/puhZANiAAQHQRSNL5Zr
            5hCdbTMqrmV59Vt5yiZDWNUVT7cw6lEevTTscma04UiEKJuhPGq3+/wFXcXB00oZ
            vYJ3ccKw6IHW/98M51PpV4gtkXV0+KC9w2/1G7X54ZZlZCIyaIpJ48A=
            -----END PRIVATE KEY-----
            """;

    @TempDir
    private Path folder;

    @Test
    void readsWhatOpensslWrites() throws IOException {
        String parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        for (String text : List.of(
                PKCS8, SEC1, PKCS8.replace("\n", "\r\n"), "\uFEFF" + PKCS8, parameters + SEC1, PUBLIC + PKCS8)) {
            assertThat(SigningKey.read(file(text)).publicKey().pem()).isEqualTo(PUBLIC);
        }
        assertThat(TrustedKey.read(file("a comment\n" + PUBLIC + PUBLIC)))
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.pem()).isEqualTo(PUBLIC));
    }

    @Test
    void writesWhatOpensslWrites() throws IOException {
        assertThat(SigningKey.read(file(SEC1)).privatePem()).isEqualTo(PKCS8);
    }

    @Test
    void readsWhatItMade() throws IOException {
        for (int i = 0; i < 300; i++) { // every 256th has a number that begins with zero
            SigningKey key = SigningKey.generate();
            assertThat(SigningKey.read(file(key.privatePem())).publicKey().pem())
                    .isEqualTo(key.publicKey().pem())
                    .isEqualTo(TrustedKey.read(file(key.publicKey().pem()))
                            .getFirst()
                            .pem());
        }
    }

    @Test
    void namesAKeyAsTheStandardsToolDoes() throws IOException {
        assertThat(TrustedKey.read(file(PUBLIC)).getFirst().fingerprint())
                .isEqualTo("1384366a0aeffcee2cd217e0689d05086e767ba43949bced036647ff311e2853");
    }

    @Test
    void refusesAnEncryptedKeyWithASentence() throws IOException {
        String encrypted =
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGbMFcGCSqGSIb3\n-----END ENCRYPTED PRIVATE KEY-----\n";
        String old = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,BB30\n\nMIGb\n"
                + "-----END EC PRIVATE KEY-----\n";
        refuses(encrypted, "is encrypted, which is not supported");
        refuses(old, "is encrypted, which is not supported");
    }

    @Test
    void refusesWhatIsNoKeyOfItsKindAndTellsNothingOfIt() throws IOException {
        refuses("", "holds no private key as PEM; make one by 'resforge keys create'");
        refuses(PUBLIC, "holds no private key");
        refuses(P384, "is no ECDSA key on the curve P-256 with its public key in it");
        // Another's public key beside the number.
        refuses(PKCS8.replace("oBA/7eE52B7QgCvTdnSc", "ABA/7eE52B7QgCvTdnSc"), "is no ECDSA key");
        refuses(PKCS8.replace("MIG", "M!G"), "is no ECDSA key");
        refuses("x".repeat(100_001), "more than 100000 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.read(folder.resolve("none.pem")))
                .withMessageContaining("there is no signing key");
    }

    @Test
    void refusesTrustedKeysOfAnotherKind() throws IOException {
        Path empty = file("");
        Path wrong = file(PUBLIC.replace("MFkwEwYHKoZIzj0C", "MFkwEwYHKoZIzj0D"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedKey.read(empty))
                .withMessageContaining("holds no public key as PEM");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedKey.read(wrong))
                .withMessageContaining("none of ECDSA on the curve P-256");
    }

    /** Where it is no block at all, and could take the reader's stack or time. */
    @Test
    void refusesLongTextsBetweenTheMarks() throws IOException {
        for (String body :
                List.of("-a".repeat(45_000), "-\n".repeat(45_000), "-----BEGIN PUBLIC KEY-----\n".repeat(3_000))) {
            Path file = file("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
            assertThatIllegalArgumentException().isThrownBy(() -> TrustedKey.read(file));
        }
    }

    @Test
    void sealsAreSetUpSoThatWhatIsSignedIsAccepted() throws IOException {
        Path own = file(PKCS8);
        Path ownPublic = file(PUBLIC);
        Path other = file(SigningKey.generate().publicKey().pem());
        assertThat(Seal.of(Optional.of(own), List.of(other, ownPublic), true).trusted())
                .hasSize(2);
        assertThat(Seal.of(Optional.of(own), List.of(other), false).isRequired())
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seal.of(Optional.of(own), List.of(other), true))
                .withMessageContaining("is none of the trusted keys");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seal.of(Optional.empty(), List.of(), true))
                .withMessageContaining("no key is trusted");
    }

    private void refuses(String text, String why) throws IOException {
        Path file = file(text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.read(file))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("MIG"));
    }

    private Path file(String text) throws IOException {
        return Files.write(Files.createTempFile(folder, "key", ".pem"), text.getBytes(UTF_8));
    }
}
