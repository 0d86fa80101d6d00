package io.resforge.client;

import io.grpc.ClientInterceptor;
import io.resforge.client.channel.Address;
import io.resforge.client.channel.BearerToken;
import io.resforge.client.channel.CallPolicy;
import io.resforge.client.channel.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client of both services. It may be shared between threads, connects with the first call and reconnects by itself.
 *
 * <pre>{@code
 * try (ResForgeClient client = ResForgeClient.builder().inference("localhost:9000").build()) {
 *     ClassifyResponse answer = client.inference().classify(Images.file(Path.of("frog.png")));
 *     System.out.println(answer.getPredictions(0).getClasses(0).getLabel());
 * }
 * }</pre>
 *
 * <p>Every call has a deadline, is tried again while the server is unavailable where that is safe, and goes round all the
 * addresses given. What fails is a {@link ResForgeException}.
 */
public final class ResForgeClient implements AutoCloseable {

    /** Where an inference service listens if nothing else is said. */
    public static final String DEFAULT_INFERENCE = "localhost:9000";

    /** Where a trainer service listens if nothing else is said. */
    public static final String DEFAULT_TRAINER = "localhost:9001";

    private final ServiceConnection inferenceServer;
    private final ServiceConnection trainerServer;
    private final Inference inference;
    private final Runs runs;
    private final Versions versions;

    private ResForgeClient(Builder settings) {
        inferenceServer =
                new ServiceConnection(settings.inference, settings.policy, settings.tls, settings.allInterceptors());
        trainerServer =
                new ServiceConnection(settings.trainer, settings.policy, settings.tls, settings.allInterceptors());
        inference = new Inference(inferenceServer);
        runs = new Runs(trainerServer);
        versions = new Versions(trainerServer);
    }

    /** Starts with the defaults: both services on this machine, at most 30 s a call, four attempts. */
    public static Builder builder() {
        return new Builder();
    }

    /** Classifies images and tells which models are served. */
    public Inference inference() {
        return inference;
    }

    /** Submits, watches and cancels training runs. */
    public Runs runs() {
        return runs;
    }

    /** Lists published versions and decides which is the champion. */
    public Versions versions() {
        return versions;
    }

    /** Ends what is under way and frees the connections; waits for it at most some seconds. */
    @Override
    public void close() {
        inferenceServer.close();
        trainerServer.close();
    }

    /** Settings of a client. */
    public static final class Builder {

        private List<Address> inference = List.of(Address.parse(DEFAULT_INFERENCE));
        private List<Address> trainer = List.of(Address.parse(DEFAULT_TRAINER));
        private CallPolicy policy = CallPolicy.DEFAULT;
        private TlsSettings tls = TlsSettings.NONE;
        private List<ClientInterceptor> interceptors = List.of();
        private List<ClientInterceptor> token = List.of();

        private Builder() {}

        /**
         * Where the inference services listen. A name that stands for several IP addresses counts as all of them.
         *
         * @param addresses each {@code host:port}, with TLS {@code grpcs://host:port}
         * @throws IllegalArgumentException if there is none or one is malformed
         */
        public Builder inference(String... addresses) {
            inference = Address.parseAll(List.of(addresses));
            return this;
        }

        /**
         * Where the trainer services listen.
         *
         * @param addresses each {@code host:port}, with TLS {@code grpcs://host:port}
         * @throws IllegalArgumentException if there is none or one is malformed
         */
        public Builder trainer(String... addresses) {
            trainer = Address.parseAll(List.of(addresses));
            return this;
        }

        /** The longest that one call takes, its retries included; above zero. */
        public Builder deadline(Duration deadline) {
            policy = policy.withDeadline(deadline);
            return this;
        }

        /** How often a call is tried in all while a server is unavailable: from 1 (never again) to 5. */
        public Builder attempts(int attempts) {
            policy = policy.withAttempts(attempts);
            return this;
        }

        /** The longest that {@link Runs#watch} does without its server before it gives up. */
        public Builder watchTimeout(Duration watchTimeout) {
            policy = policy.withWatchTimeout(watchTimeout);
            return this;
        }

        /** Speaks TLS where an address does not say, and trusts what the platform trusts. */
        public Builder tls() {
            tls = tls.asWanted();
            return this;
        }

        /**
         * Speaks TLS where an address does not say, and trusts the certificates of this file, and no others.
         *
         * @param file PEM; a renewed one holds from the next connection on
         */
        public Builder ca(Path file) {
            tls = tls.withCa(file);
            return this;
        }

        /**
         * Speaks TLS where an address does not say, and shows this certificate to servers that ask for one.
         *
         * @param certificate PEM, with those that lead to its CA behind it; a renewed one holds from the next connection on
         * @param key PEM of its private key
         */
        public Builder certificate(Path certificate, Path key) {
            tls = tls.withCertificate(certificate, key);
            return this;
        }

        /**
         * Lets others see every call, such as an instrumentation that follows it: the servers go on with the trace that a W3C
         * {@code traceparent} in the metadata names.
         *
         * @param interceptors the last sees a call first, as everywhere in gRPC
         */
        public Builder interceptors(ClientInterceptor... interceptors) {
            this.interceptors = List.of(interceptors);
            return this;
        }

        /** Proves who calls; {@code BearerToken.ofFile(path)} follows a file whose token changes. */
        public Builder token(BearerToken token) {
            this.token = List.of(token);
            return this;
        }

        private List<ClientInterceptor> allInterceptors() {
            return Stream.concat(token.stream(), interceptors.stream()).collect(Collectors.toList());
        }

        /**
         * Builds the client; it connects with the first call.
         *
         * @throws IllegalArgumentException if the addresses of one service differ in TLS, or a file cannot be used
         */
        public ResForgeClient build() {
            return new ResForgeClient(this);
        }
    }
}
