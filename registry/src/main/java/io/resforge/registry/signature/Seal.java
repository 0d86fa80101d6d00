package io.resforge.registry.signature;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a process seals what it writes to a store, and what seals it requires of what it reads: of versions and of promotions. Without a
 * key nothing is signed; without a requirement nothing is checked.
 */
public final class Seal {

    /** Signs nothing and requires nothing. */
    public static final Seal NONE = new Seal(Optional.empty(), List.of(), false);

    private final Optional<SigningKey> signer;
    private final List<Path> trusted;
    private final boolean required;

    private Seal(Optional<SigningKey> signer, List<Path> trusted, boolean required) {
        this.signer = signer;
        this.trusted = List.copyOf(trusted);
        this.required = required;
    }

    /**
     * A seal by settings.
     *
     * @param signingKey PEM file of the private key to sign with
     * @param trusted PEM files of the public keys whose signatures count; several, so that keys can be replaced
     * @param required whether what none of them signed is refused
     * @throws IllegalArgumentException if a file cannot be used, or signatures are required and no key is trusted, or not the own
     */
    public static Seal of(Optional<Path> signingKey, List<Path> trusted, boolean required) {
        Seal seal = new Seal(signingKey.map(SigningKey::read), trusted, required);
        List<TrustedKey> keys =
                trusted.stream().flatMap(file -> TrustedKey.read(file).stream()).toList();
        if (required && keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "signatures are required (require-signature), but no key is trusted: trusted-keys must name a file of public keys");
        }
        seal.signer.map(SigningKey::publicKey).map(TrustedKey::fingerprint).ifPresent(own -> {
            if (required && keys.stream().noneMatch(key -> key.fingerprint().equals(own))) {
                throw new IllegalArgumentException("the signing key " + signingKey.orElseThrow()
                        + " is none of the trusted keys: what it signs would be refused");
            }
        });
        return seal;
    }

    /** The key to sign with, if there is one. */
    public Optional<SigningKey> signer() {
        return signer;
    }

    /** Whether what is not signed by a trusted key is refused. */
    public boolean isRequired() {
        return required;
    }

    /**
     * Whether this process must not write what is to be signed.
     *
     * @throws InvalidSignature if signatures are required and there is no key to sign with: what it wrote would be refused
     */
    public void requireSigner(String action) {
        if (required && signer.isEmpty()) {
            throw new InvalidSignature("cannot " + action
                    + ": signatures are required, and this process has no key to sign with (signing-key)");
        }
    }

    /**
     * The keys whose signatures count. The files are read each time, so that a replaced one counts at once.
     *
     * @throws InvalidSignature if a file cannot be read now
     */
    public List<TrustedKey> trusted() {
        try {
            return trusted.stream().map(TrustedKey::read).flatMap(List::stream).toList();
        } catch (IllegalArgumentException e) {
            throw new InvalidSignature("signatures cannot be checked: " + e.getMessage(), e);
        }
    }
}
