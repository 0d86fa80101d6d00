package io.resforge.registry;

import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.SigningKey;
import io.resforge.registry.signature.TrustedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A key pair of a test, as files. */
public record SampleKeys(Path signing, Path trusted) {

    /** A new pair in a folder, whose files begin with this name. */
    public static SampleKeys in(Path folder, String name) {
        SigningKey key = SigningKey.generate();
        try {
            return new SampleKeys(
                    Files.writeString(folder.resolve(name + "-key.pem"), key.privatePem()),
                    Files.writeString(
                            folder.resolve(name + "-trusted.pem"),
                            key.publicKey().pem()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signs with this key and requires its signature, or another's of these. */
    public Seal seal(SampleKeys... others) {
        return Seal.of(Optional.of(signing), files(others), true);
    }

    /** Signs with this key, and requires nothing. */
    public Seal only(SampleKeys... others) {
        return Seal.of(Optional.of(signing), files(others), false);
    }

    /** Requires its signature, or another's of these, and signs nothing. */
    public Seal requiring(SampleKeys... others) {
        return Seal.of(Optional.empty(), files(others), true);
    }

    public List<TrustedKey> keys() {
        return TrustedKey.read(trusted);
    }

    private List<Path> files(SampleKeys... others) {
        return Stream.concat(Stream.of(trusted), Stream.of(others).map(SampleKeys::trusted))
                .toList();
    }
}
