package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.ModelSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.SigningKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Signs versions and checks their signatures. What is signed are the digests of the manifest and of all files that it names; those files
 * are then checked against the manifest.
 */
final class VersionSeal {

    private final Seal seal;

    VersionSeal(Seal seal) {
        this.seal = seal;
    }

    /** Refuses to publish what would be refused. */
    void requireSigner(String model) {
        seal.requireSigner("publish a version of model " + model);
    }

    /**
     * The signature of a version; empty if there is no key to sign with.
     *
     * @param there the signature that it may have; one by the same key of the same content is kept
     */
    Optional<byte[]> sign(VersionKeys keys, Manifest manifest, byte[] manifestBytes, Supplier<Optional<byte[]>> there) {
        // The store's own records in the version's folder are not of the model, and change.
        List<String> ignored =
                List.of(VersionKeys.SIGNATURE, VersionKeys.CLAIM, VersionKeys.MARK, VersionKeys.RUN + manifest.runId());
        String name = keys.model() + "@" + keys.version();
        Map<String, String> digests = digests(manifest, manifestBytes);
        return seal.signer().map(key -> there.get()
                .filter(signature -> isOf(signature, digests, key))
                .orElseGet(() -> new ModelSignature(name, digests, ignored, false).sign(key)));
    }

    private static boolean isOf(byte[] signature, Map<String, String> digests, SigningKey key) {
        try {
            return ModelSignature.open(signature, List.of(key.publicKey()))
                    .digests()
                    .equals(digests);
        } catch (InvalidSignature e) {
            return false;
        }
    }

    private static Map<String, String> digests(Manifest manifest, byte[] manifestBytes) {
        Map<String, String> digests = new TreeMap<>();
        digests.put(VersionKeys.MANIFEST, Sha256.of(manifestBytes));
        manifest.files().forEach((name, digest) -> digests.put(name, digest.sha256()));
        return digests;
    }

    /**
     * Checks that a trusted key signed a version, if that is required.
     *
     * @return the signature; empty where none is required
     * @throws InvalidCheckpoint if none did; its cause is an {@link InvalidSignature}
     */
    Optional<byte[]> check(
            VersionKeys keys, Manifest manifest, byte[] manifestBytes, Supplier<Optional<byte[]>> signature) {
        if (!seal.isRequired()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> found = signature.get();
            require(digests(manifest, manifestBytes), found);
            return found;
        } catch (InvalidSignature e) {
            throw new InvalidCheckpoint(keys + " is not signed as required: " + e.getMessage(), e);
        }
    }

    private void require(Map<String, String> expected, Optional<byte[]> signature) {
        byte[] content = signature.orElseThrow(
                () -> new InvalidSignature("it has no signature, " + VersionKeys.SIGNATURE + " is missing"));
        Map<String, String> signed =
                new LinkedHashMap<>(ModelSignature.open(content, seal.trusted()).digests());
        List<String> other = new ArrayList<>();
        expected.forEach((name, digest) -> {
            if (!digest.equals(signed.remove(name))) {
                other.add(name);
            }
        });
        // Another tool that signed the whole folder signed the store's own records too.
        signed.keySet().removeIf(name -> name.equals(VersionKeys.CLAIM) || name.startsWith(VersionKeys.RUN));
        if (!other.isEmpty()) {
            throw new InvalidSignature("the signature is of another content of " + String.join(", ", other));
        }
        if (!signed.isEmpty()) {
            throw new InvalidSignature(
                    "the signature is also of files that the version has not: " + String.join(", ", signed.keySet()));
        }
    }
}
