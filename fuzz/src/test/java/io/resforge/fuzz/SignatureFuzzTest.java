package io.resforge.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.registry.json.Json;
import io.resforge.registry.signature.DsseEnvelope;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.ModelSignature;
import io.resforge.registry.signature.SigningKey;
import io.resforge.registry.signature.TrustedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Signatures and keys that a stranger wrote. */
class SignatureFuzzTest {

    private static final SigningKey KEY = SigningKey.generate();

    /** A bundle as it lies beside a version. */
    @FuzzTest
    void bundle(byte[] input) throws Exception {
        FuzzBounds.hold(
                (4 << 20) + 200L * input.length,
                () -> ModelSignature.open(input, List.of(KEY.publicKey())),
                InvalidSignature.class);
    }

    /** A statement that a trusted key signed. */
    @FuzzTest
    void statement(byte[] input) throws Exception {
        byte[] bundle = Json.encode(Map.of(
                "mediaType",
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                "verificationMaterial",
                Map.of("publicKey", Map.of("hint", KEY.publicKey().fingerprint())),
                "dsseEnvelope",
                DsseEnvelope.sign("application/vnd.in-toto+json", input, KEY)));
        FuzzBounds.hold(
                (4 << 20) + 400L * input.length,
                () -> ModelSignature.open(bundle, List.of(KEY.publicKey())),
                InvalidSignature.class);
    }

    /** PEM files of keys. */
    @FuzzTest
    void key(byte[] input) throws Exception {
        Path file = Files.createTempFile("resforge-fuzz", ".pem");
        try {
            Files.write(file, input);
            FuzzBounds.hold(
                    (4 << 20) + 200L * input.length, () -> TrustedKey.read(file), IllegalArgumentException.class);
            FuzzBounds.hold(
                    (4 << 20) + 200L * input.length, () -> SigningKey.read(file), IllegalArgumentException.class);
        } finally {
            Files.delete(file);
        }
    }
}
