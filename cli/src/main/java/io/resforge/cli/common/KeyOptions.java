package io.resforge.cli.common;

import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.TrustedKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The keys that a command signs or checks with. */
public final class KeyOptions {

    private KeyOptions() {}

    /** The public keys whose signatures count. */
    public static final class Trusted {

        @Option(
                names = "--trusted",
                paramLabel = "FILE",
                split = ",",
                defaultValue = "${env:RESFORGE_TRUSTED_KEYS}",
                description = "PEM file of the public keys whose signatures count; may be repeated. Default:"
                        + " $$RESFORGE_TRUSTED_KEYS.")
        private List<Path> files;

        /** For picocli. */
        public Trusted() {}

        /** Whether any is named. */
        public boolean isGiven() {
            return files != null && !files.isEmpty();
        }

        /** Requires the signature of one of them. */
        public Seal seal() {
            return checked(() -> Seal.of(Optional.empty(), required(), true));
        }

        /** The keys, at least one. */
        public List<TrustedKey> keys() {
            return seal().trusted();
        }

        private List<Path> required() {
            if (!isGiven()) {
                throw CommandFailed.badUsage("--trusted must name a file with the public key of the signer");
            }
            return files;
        }
    }

    /** The private key to sign with. */
    public static final class Signing {

        @Option(
                names = "--key",
                paramLabel = "FILE",
                defaultValue = "${env:RESFORGE_SIGNING_KEY}",
                description = "PEM file of the private key to sign with. Default: $$RESFORGE_SIGNING_KEY.")
        private Path file;

        /** For picocli. */
        public Signing() {}

        /** Signs with it, and requires nothing. */
        public Seal seal() {
            if (file == null) {
                throw CommandFailed.badUsage("--key must name the file of a private key");
            }
            return sealIfGiven();
        }

        /** Signs with it if it is named, and requires nothing. */
        public Seal sealIfGiven() {
            return checked(() -> Seal.of(Optional.ofNullable(file), List.of(), false));
        }
    }

    private static Seal checked(Supplier<Seal> seal) {
        try {
            return seal.get();
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }
}
