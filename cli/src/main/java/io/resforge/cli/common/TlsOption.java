package io.resforge.cli.common;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.resforge.client.ResForgeClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
        either(ca, "RESFORGE_CA_FILE", environment).ifPresent(builder::ca);
        identity(environment).ifPresent(it -> builder.certificate(it.certificate(), it.key()));
        return builder;
    }

    /**
     * The same for HTTP; empty where nothing names a file.
     *
     * @throws CommandFailed as bad usage, if a file cannot be read
     */
    Optional<SSLContext> overHttp() {
        return overHttp(Contexts.environment());
    }

    Optional<SSLContext> overHttp(Map<String, String> environment) {
        Optional<Path> trusted = either(ca, "RESFORGE_CA_FILE", environment);
        Optional<Identity> own = identity(environment);
        if (trusted.isEmpty() && own.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.isEmpty() ? null : new KeyManager[] {own.get().manager()},
                    trusted.isEmpty() ? null : new TrustManager[] {trusting(trusted.get())},
                    null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailed.badUsage("cannot read the certificates to speak TLS with: " + e.getMessage());
        }
    }

    private Optional<Identity> identity(Map<String, String> environment) {
        Optional<Path> own = either(certificate, "RESFORGE_CERTIFICATE_FILE", environment);
        Optional<Path> ownKey = either(key, "RESFORGE_KEY_FILE", environment);
        if (own.isPresent() != ownKey.isPresent()) {
            throw CommandFailed.badUsage("--certificate and --key belong together; one of them is missing");
        }
        return own.map(it -> new Identity(it, ownKey.orElseThrow()));
    }

    private static TrustManager trusting(Path certificates) throws IOException, GeneralSecurityException {
        AdvancedTlsX509TrustManager manager =
                AdvancedTlsX509TrustManager.newBuilder().build();
        manager.updateTrustCredentials(certificates.toFile());
        return manager;
    }

    /** Who the client is. */
    private record Identity(Path certificate, Path key) {

        KeyManager manager() throws IOException, GeneralSecurityException {
            AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
            manager.updateIdentityCredentials(certificate.toFile(), key.toFile());
            return manager;
        }
    }

    private static Optional<Path> either(Path given, String variable, Map<String, String> environment) {
        return Optional.ofNullable(given).or(() -> Optional.ofNullable(environment.get(variable))
                .filter(it -> !it.isBlank())
                .map(Path::of));
    }
}
