package io.resforge.registry.store.s3;

import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.registry.store.transfer.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the client of an S3 server when it is first needed: loading the SDK takes a good part of a second. */
final class S3Connection {

    private static final URI AMAZON = URI.create("https://s3.amazonaws.com/");

    private final S3Settings settings;
    private final Supplier<AwsCredentialsProvider> credentials;
    private S3Client client;

    S3Connection(S3Settings settings, Supplier<AwsCredentialsProvider> credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    /** What is asked; of Amazon's servers one stands for all, whose names begin with that of a bucket. */
    URI server() {
        return settings.endpoint().orElse(AMAZON);
    }

    StoreTimeouts timeout() {
        return settings.timeout();
    }

    /** The client, always the same; after an SdkClientException the next call makes it anew. */
    synchronized S3Client client() {
        if (client == null) {
            client = connect();
        }
        return client;
    }

    private S3Client connect() {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http())
                .region(Regions.of(settings.endpoint()))
                .credentialsProvider(credentials.get())
                .forcePathStyle(settings.pathStyle())
                // The newer checksums are unknown to many servers, and so is the encoding that signs chunk by chunk.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .overrideConfiguration(behaviour());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private ClientOverrideConfiguration behaviour() {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(timeout().attempt())
                .apiCallTimeout(timeout().call())
                // Three attempts, or AWS_MAX_ATTEMPTS, with exponential pauses and full jitter.
                .retryStrategy(RetryMode.STANDARD)
                .addExecutionInterceptor(new NoExpectation())
                .build();
    }

    private SdkHttpClient http() {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                // Java's own, which ProxySettings sets: the SDK's would not read no_proxy as others do.
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useEnvironmentVariablesValues(false)
                        .useSystemPropertyValues(false)
                        .build())
                .connectionTimeout(timeout().connect())
                .socketTimeout(timeout().read());
        settings.certificates()
                .map(S3Connection::trusted)
                .ifPresent(trusted -> http.tlsTrustManagersProvider(trusted::managers));
        return http.build();
    }

    private static TrustedCertificates trusted(Path file) {
        try {
            return TrustedCertificates.with(file);
        } catch (IOException e) {
            throw SdkClientException.create(
                    "the file that " + TrustedCertificates.VARIABLE + " names cannot be used: " + e.getMessage(), e);
        }
    }

    /** Sends a body without asking first whether it is welcome: Java's HTTP client would wait for an answer in vain. */
    static final class NoExpectation implements ExecutionInterceptor {

        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }

    /** Which region requests are signed for. */
    static final class Regions {

        private Regions() {}

        /**
         * The region that is set; a server other than Amazon's has one by default.
         *
         * @throws SdkClientException if it takes one and none is set
         */
        static Region of(Optional<URI> endpoint) {
            // A server of one's own is not asked about at Amazon's metadata service, which takes seconds where there is
            // none.
            AwsRegionProvider provider = endpoint.isPresent()
                    ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    : new DefaultAwsRegionProviderChain();
            try {
                return provider.getRegion();
            } catch (SdkClientException e) {
                if (endpoint.isPresent()) {
                    return Region.US_EAST_1;
                }
                throw SdkClientException.create(
                        "no region is set: set AWS_REGION, or for a server other than Amazon's AWS_ENDPOINT_URL_S3", e);
            }
        }
    }

    /**
     * How an S3 server is reached. Region and credentials are left to the AWS SDK.
     *
     * @param endpoint address of the server; empty for Amazon's
     * @param pathStyle whether a bucket's name is the beginning of the path, and not part of the host's name
     * @param certificates file of private authorities that are trusted too, PEM
     */
    record S3Settings(Optional<URI> endpoint, boolean pathStyle, Optional<Path> certificates, StoreTimeouts timeout) {

        private static final String PATH_STYLE = "RESFORGE_S3_PATH_STYLE";

        /** Reads the environment; throws IllegalArgumentException if a variable cannot be used. */
        static S3Settings of(Map<String, String> environment) {
            Optional<URI> endpoint = value(environment, "AWS_ENDPOINT_URL_S3")
                    .or(() -> value(environment, "AWS_ENDPOINT_URL"))
                    .map(S3Settings::endpoint);
            // Servers other than Amazon's rarely have a name for each bucket.
            boolean pathStyle = value(environment, PATH_STYLE)
                    .map(text -> flag(PATH_STYLE, text))
                    .orElse(endpoint.isPresent());
            return new S3Settings(
                    endpoint,
                    pathStyle,
                    value(environment, TrustedCertificates.VARIABLE).map(Path::of),
                    StoreTimeouts.USUAL);
        }

        private static Optional<String> value(Map<String, String> environment, String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
        }

        private static URI endpoint(String text) {
            try {
                URI uri = URI.create(text);
                if (("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                // Told below, without the text that may hold a password.
            }
            throw new IllegalArgumentException(
                    "AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL must be the address of an S3 server, such as"
                            + " http://minio:9000, without user name and password");
        }

        private static boolean flag(String name, String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(name + " must be true or false, was '" + text + "'");
            };
        }
    }
}
