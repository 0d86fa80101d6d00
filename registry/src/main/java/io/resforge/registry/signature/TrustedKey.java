package io.resforge.registry.signature;

import io.resforge.neuralnet.text.Sha256;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A public key whose signatures count: ECDSA on the curve P-256. */
public final class TrustedKey {

    private static final String LABEL = "PUBLIC KEY";
    private static final int POINT = 65;

    /** What comes before the point of any key on this curve (RFC 5480). */
    private static final byte[] BEFORE_POINT =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private final PublicKey key;
    private final String pem;

    private TrustedKey(byte[] encoded) throws GeneralSecurityException {
        this.key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        this.pem = Pem.text(LABEL, encoded);
        Signature.getInstance(SigningKey.ALGORITHM).initVerify(key); // refuses a point that is not on the curve
    }

    /** @param point 65 bytes, not compressed */
    static TrustedKey ofPoint(byte[] point) throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(BEFORE_POINT, BEFORE_POINT.length + POINT);
        System.arraycopy(point, 0, encoded, BEFORE_POINT.length, POINT);
        return new TrustedKey(encoded);
    }

    static byte[] pointOf(byte[] encoded) {
        return Arrays.copyOfRange(encoded, BEFORE_POINT.length, BEFORE_POINT.length + POINT);
    }

    /**
     * The public keys of a PEM file, at least one.
     *
     * @throws IllegalArgumentException if there are none, or others than of P-256
     */
    public static List<TrustedKey> read(Path file) {
        List<TrustedKey> keys = Pem.read("file of trusted keys", file).stream()
                .filter(block -> block.label().equals(LABEL))
                .map(block -> parse(file, block))
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the file of trusted keys " + file + " holds no public key as PEM; "
                    + "'openssl pkey -in key.pem -pubout -out trusted.pem' writes that of a private key");
        }
        return keys;
    }

    private static TrustedKey parse(Path file, Pem block) {
        try {
            byte[] encoded = block.bytes();
            int before = BEFORE_POINT.length;
            if (encoded.length == before + POINT && Arrays.equals(encoded, 0, before, BEFORE_POINT, 0, before)) {
                return new TrustedKey(encoded);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Told like any other key.
        }
        throw new IllegalArgumentException(
                "the file of trusted keys " + file + " holds a public key that is none of ECDSA on the curve P-256");
    }

    /** By which signatures name the key, and the standard's tool does: SHA-256 of the key as PEM, in hexadecimal. */
    public String fingerprint() {
        return Sha256.of(pem);
    }

    /** The key as a PEM file. */
    public String pem() {
        return pem;
    }

    /** Whether this is the key's signature of a message. */
    boolean isSigned(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(SigningKey.ALGORITHM);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // no signature at all
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key could not check a signature: " + e.getMessage(), e);
        }
    }
}
