package io.resforge.cli.common;

import io.resforge.client.ResForgeClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** What TLS to a service is spoken with. Each of them turns it on where an address does not say. */
public final class TlsOption {

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Speak TLS, and trust the certificates in this PEM file. Default: $$RESFORGE_CA_FILE, or for grpcs:// what the system trusts.")
    private Path ca;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The client certificate for mutual TLS, as PEM. Default: $$RESFORGE_CERTIFICATE_FILE.")
    private Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key of --certificate, as PEM. Default: $$RESFORGE_KEY_FILE.")
    private Path key;

    /** For picocli. */
    public TlsOption() {}

    /** Has a client speak TLS as the options say, and where they do not, the environment or the context. */
    ResForgeClient.Builder apply(ResForgeClient.Builder builder) {
        return apply(builder, Contexts.environment());
    }

    ResForgeClient.Builder apply(ResForgeClient.Builder builder, Map<String, String> environment) {
        BiFunction<Path, String, Optional<Path>> either = (given, variable) -> either(given, variable, environment);
        Optional<Path> own = either.apply(certificate, "RESFORGE_CERTIFICATE_FILE");
        Optional<Path> ownKey = either.apply(key, "RESFORGE_KEY_FILE");
        if (own.isPresent() != ownKey.isPresent()) {
            throw CommandFailed.badUsage("--certificate and --key belong together; one of them is missing");
        }
        either.apply(ca, "RESFORGE_CA_FILE").ifPresent(builder::ca);
        own.ifPresent(it -> builder.certificate(it, ownKey.orElseThrow()));
        return builder;
    }

    /** The certificates to trust; empty where nothing names any. */
    Optional<Path> trusted() {
        return either(ca, "RESFORGE_CA_FILE", Contexts.environment());
    }

    private static Optional<Path> either(Path given, String variable, Map<String, String> environment) {
        return Optional.ofNullable(given).or(() -> Optional.ofNullable(environment.get(variable))
                .filter(it -> !it.isBlank())
                .map(Path::of));
    }
}
