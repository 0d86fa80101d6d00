package io.resforge.registry.signature;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A private key that signs: ECDSA on the curve P-256 with SHA-256. It is read from a PEM file as {@code openssl genpkey} (PKCS#8) or
 * {@code openssl ecparam -genkey} (SEC 1) writes it, not encrypted.
 */
public final class SigningKey {

    static final String ALGORITHM = "SHA256withECDSA";

    private static final String PKCS8 = "PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";
    private static final int SCALAR = 32;
    private static final int POINT = 65;
    private static final String HOW = "make one by 'resforge keys create', or by"
            + " 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem'";

    // On this curve both encodings have fixed lengths: all before and between the two numbers is constant (RFC 5915,
    // RFC 5958).
    private static final byte[] PKCS8_BEFORE_SCALAR =
            HexFormat.of().parseHex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");
    private static final byte[] PKCS8_BEFORE_POINT = HexFormat.of().parseHex("a144034200");
    private static final byte[] SEC1_BEFORE_SCALAR = HexFormat.of().parseHex("30770201010420");
    private static final byte[] SEC1_BEFORE_POINT = HexFormat.of().parseHex("a00a06082a8648ce3d030107a144034200");

    private final byte[] pkcs8;
    private final PrivateKey key;
    private final TrustedKey publicKey;

    private SigningKey(byte[] scalar, byte[] point) throws GeneralSecurityException {
        this.pkcs8 = concat(PKCS8_BEFORE_SCALAR, scalar, PKCS8_BEFORE_POINT, point);
        this.key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        this.publicKey = TrustedKey.ofPoint(point);
    }

    /** A new key pair. */
    public static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            BigInteger scalar = ((ECPrivateKey) pair.getPrivate()).getS();
            return new SigningKey(
                    fixed(scalar), TrustedKey.pointOf(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform of this build has P-256", impossible);
        }
    }

    /**
     * Reads the private key of a PEM file.
     *
     * @throws IllegalArgumentException if it has none, an encrypted one, or one of another kind; the message has nothing of the key
     */
    public static SigningKey read(Path file) {
        String what = "the signing key";
        Pem block = Pem.read("signing key", file).stream()
                .filter(pem -> pem.label().endsWith(PKCS8))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(what + " " + file + " holds no private key as PEM; " + HOW));
        if (block.label().startsWith("ENCRYPTED") || block.body().contains("ENCRYPTED")) {
            throw new IllegalArgumentException(what + " " + file + " is encrypted, which is not supported: a process"
                    + " that starts by itself could not ask for the password. Mount it from a Secret instead, as"
                    + " 'openssl pkey -in " + file.getFileName() + " -out key.pem' writes it");
        }
        return parse(block)
                .orElseThrow(() -> new IllegalArgumentException(
                        what + " " + file + " is no ECDSA key on the curve P-256 with its public key in it; " + HOW));
    }

    private static Optional<SigningKey> parse(Pem block) {
        try {
            byte[] content = block.bytes();
            Optional<SigningKey> key = block.label().equals(SEC1)
                    ? parse(content, SEC1_BEFORE_SCALAR, SEC1_BEFORE_POINT)
                    : parse(content, PKCS8_BEFORE_SCALAR, PKCS8_BEFORE_POINT);
            return key.filter(SigningKey::isPair);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty(); // its message might quote the key
        }
    }

    private static Optional<SigningKey> parse(byte[] content, byte[] beforeScalar, byte[] beforePoint)
            throws GeneralSecurityException {
        int scalar = beforeScalar.length;
        int between = scalar + SCALAR;
        int point = between + beforePoint.length;
        boolean expected = content.length == point + POINT
                && Arrays.equals(beforeScalar, 0, scalar, content, 0, scalar)
                && Arrays.equals(beforePoint, 0, beforePoint.length, content, between, point);
        return expected
                ? Optional.of(new SigningKey(
                        Arrays.copyOfRange(content, scalar, between),
                        Arrays.copyOfRange(content, point, point + POINT)))
                : Optional.empty();
    }

    private boolean isPair() {
        byte[] message = {1, 2, 3};
        return publicKey.isSigned(message, sign(message));
    }

    /** The public key of the pair. */
    public TrustedKey publicKey() {
        return publicKey;
    }

    /** The private key as a PEM file, PKCS#8. */
    public String privatePem() {
        return Pem.text(PKCS8, pkcs8);
    }

    /** Signs; the signature is ASN.1, as OpenSSL writes it. */
    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key could not sign: " + e.getMessage(), e);
        }
    }

    private static byte[] fixed(BigInteger scalar) {
        byte[] bytes = scalar.toByteArray();
        byte[] fixed = new byte[SCALAR];
        int length = Math.min(SCALAR, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, SCALAR - length, length);
        return fixed;
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Tells whose key it is, not the key. */
    @Override
    public String toString() {
        return "the private key of " + publicKey.fingerprint().substring(0, 12);
    }
}
