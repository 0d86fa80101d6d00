package io.resforge.registry.signature;

import io.resforge.neuralnet.text.LogText.Excerpt;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Bytes with a signature, as <a href="https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md">DSSE 1.0</a> lays them out. The
 * type of the bytes is signed too, so that a signature of one thing is none of another.
 *
 * @param payload what is signed, base64
 * @param payloadType what the payload is
 * @param signatures exactly one
 */
public record DsseEnvelope(String payload, String payloadType, List<EnvelopeSignature> signatures) {

    /**
     * One signature.
     *
     * @param sig ASN.1, base64
     * @param keyid may name the key; not signed, and not relied on
     */
    public record EnvelopeSignature(String sig, String keyid) {}

    public DsseEnvelope {
        if (payload == null || payloadType == null || signatures == null || signatures.size() != 1) {
            throw new IllegalArgumentException("an envelope has a payload, its type and exactly one signature");
        }
        signatures = List.copyOf(signatures);
    }

    /** Signs bytes. */
    public static DsseEnvelope sign(String payloadType, byte[] payload, SigningKey key) {
        byte[] signature = key.sign(message(payloadType, payload));
        Base64.Encoder base64 = Base64.getEncoder();
        return new DsseEnvelope(
                base64.encodeToString(payload),
                payloadType,
                List.of(new EnvelopeSignature(
                        base64.encodeToString(signature), key.publicKey().fingerprint())));
    }

    /**
     * The payload, if it is of this type and one of these keys signed it.
     *
     * @param fingerprint which key is said to have signed it; empty for any
     * @throws InvalidSignature if not, with the reason
     */
    public byte[] open(String expectedType, Optional<String> fingerprint, List<TrustedKey> trusted) {
        if (!payloadType.equals(expectedType)) {
            throw new InvalidSignature(
                    "it is a signature of '" + Excerpt.of(payloadType, 80) + "', not of " + expectedType);
        }
        byte[] content = decode(payload);
        byte[] signature = decode(signatures.getFirst().sig());
        List<TrustedKey> named = fingerprint.isEmpty()
                ? trusted
                : trusted.stream()
                        .filter(key -> key.fingerprint().equals(fingerprint.get()))
                        .toList();
        if (named.isEmpty()) {
            throw new InvalidSignature("it is signed by a key that is not trusted: SHA-256 "
                    + Excerpt.of(fingerprint.orElse("unknown"), 80));
        }
        byte[] message = message(payloadType, content);
        if (named.stream().noneMatch(key -> key.isSigned(message, signature))) {
            throw new InvalidSignature(
                    fingerprint.isEmpty()
                            ? "no trusted key signed it, or it was changed since"
                            : "the signature is not right: it was changed since it was signed");
        }
        return content;
    }

    /** Only the one spelling that an encoder writes: else a changed letter might mean the same. */
    private static byte[] decode(String base64) {
        try {
            byte[] content = Base64.getDecoder().decode(base64 == null ? "" : base64);
            if (Base64.getEncoder().encodeToString(content).equals(base64)) {
                return content;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new InvalidSignature("the signature is damaged: it has a part that is not base64");
    }

    /** What is signed: the pre-authentication encoding. */
    private static byte[] message(String type, byte[] payload) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        String head = "DSSEv1 " + typeBytes.length + " " + type + " " + payload.length + " ";
        ByteArrayOutputStream message = new ByteArrayOutputStream(head.length() + payload.length);
        message.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        message.writeBytes(payload);
        return message.toByteArray();
    }
}
