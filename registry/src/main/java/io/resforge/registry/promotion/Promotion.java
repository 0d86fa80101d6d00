package io.resforge.registry.promotion;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.signature.DsseEnvelope;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.SigningKey;
import io.resforge.registry.signature.TrustedKey;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a model's promotions log, {@code models/<model>/promotions/00000017.json}; it never changes, and the
 * highest number is in force.
 *
 * @param model such as {@code cifar10}
 * @param number from 1
 * @param version the version that became the champion
 * @param previousVersion the champion before, or null for the first
 * @param reason why
 * @param promotedBy by whom
 * @param promotedAt when
 * @param restores for a rollback the number of the promotion that it put in force again, else null
 * @param withdraws a version that fell behind while it was tried on live traffic and is not to be tried again, else null
 * @param previousSha256 SHA-256 of the object with the number before, in hexadecimal; null where there is none, or nothing is signed
 * @param signature of all else of this entry, or null
 */
public record Promotion(
        String model,
        long number,
        String version,
        String previousVersion,
        String reason,
        String promotedBy,
        Instant promotedAt,
        Long restores,
        String withdraws,
        String previousSha256,
        DsseEnvelope signature) {

    /** What the signature of an entry is of, so that it is none of anything else. */
    private static final String SIGNED_TYPE = "application/vnd.resforge.promotion+json";

    public Promotion {
        ObjectNames.model(model);
        FieldChecks.atLeast("a promotion's number", 1, number);
        ObjectNames.version(version);
        previousVersion = previousVersion == null ? null : ObjectNames.version(previousVersion);
        FieldChecks.text("a promotion's reason", reason);
        FieldChecks.text("promotedBy", promotedBy);
        FieldChecks.present("promotedAt", promotedAt);
        withdraws = withdraws == null ? null : ObjectNames.version(withdraws);
        if (restores != null && (restores < 1 || restores >= number)) {
            throw new IllegalArgumentException(
                    "a promotion can restore one with a lower number than its own " + number + ", was " + restores);
        }
    }

    /** A promotion that is no rollback. */
    public Promotion(
            String model,
            long number,
            String version,
            String previousVersion,
            String reason,
            String promotedBy,
            Instant promotedAt) {
        this(model, number, version, previousVersion, reason, promotedBy, promotedAt, null, null);
    }

    /** A promotion that is not signed yet. */
    public Promotion(
            String model,
            long number,
            String version,
            String previousVersion,
            String reason,
            String promotedBy,
            Instant promotedAt,
            Long restores,
            String withdraws) {
        this(model, number, version, previousVersion, reason, promotedBy, promotedAt, restores, withdraws, null, null);
    }

    /** This entry, signed. */
    Promotion signed(SigningKey key, Optional<byte[]> previous) {
        Promotion unsigned = sealed(previous.map(Sha256::of).orElse(null), null);
        return sealed(unsigned.previousSha256, DsseEnvelope.sign(SIGNED_TYPE, Json.encode(unsigned), key));
    }

    /**
     * Checks that a trusted key signed all of this entry.
     *
     * @throws InvalidSignature if none did
     */
    void requireSigned(List<TrustedKey> trusted) {
        if (signature == null) {
            throw new InvalidSignature("it has no signature");
        }
        Optional<String> fingerprint =
                Optional.ofNullable(signature.signatures().getFirst().keyid());
        byte[] signed = signature.open(SIGNED_TYPE, fingerprint, trusted);
        try {
            if (!Json.decode(signed, Promotion.class).equals(sealed(previousSha256, null))) {
                throw new InvalidSignature("the signature is of another entry");
            }
        } catch (MalformedJson e) {
            throw new InvalidSignature("what is signed is no promotion: " + e.getMessage());
        }
    }

    private Promotion sealed(String previousSha256, DsseEnvelope signature) {
        return new Promotion(
                model,
                number,
                version,
                previousVersion,
                reason,
                promotedBy,
                promotedAt,
                restores,
                withdraws,
                previousSha256,
                signature);
    }

    /** Whether it makes this version the champion for this reason and this person, and neither restores nor withdraws any. */
    boolean isByHand(String version, String reason, String promotedBy) {
        return this.version.equals(version)
                && this.reason.equals(reason)
                && this.promotedBy.equals(promotedBy)
                && restores == null
                && withdraws == null;
    }

    /** Whether it withdraws this version. */
    public boolean withdraws(String candidate) {
        return candidate.equals(withdraws);
    }

    /** Whether it only withdraws a version that was not the champion, and leaves the champion as it was. */
    public boolean keepsChampion() {
        return withdraws != null && version.equals(previousVersion);
    }
}
