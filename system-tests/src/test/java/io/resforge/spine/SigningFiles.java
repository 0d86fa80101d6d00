package io.resforge.spine;

import io.resforge.registry.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a new key: {@code key.pem} signs, {@code trusted.pem} is trusted. */
final class SigningFiles {

    private SigningFiles() {}

    /** Writes them to a folder of their own. */
    static Path create() {
        try {
            Path folder = Files.createTempDirectory("resforge-keys");
            SigningKey key = SigningKey.generate();
            Files.writeString(folder.resolve("key.pem"), key.privatePem());
            Files.writeString(folder.resolve("trusted.pem"), key.publicKey().pem());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
