package io.resforge.registry.store.s3;

import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.registry.store.transfer.TrustedCertificates;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What beside the location says how an S3 server is reached. Region and credentials are left to the AWS SDK, which has
 * its own variables, files and services for them.
 *
 * @param endpoint address of the server; empty for Amazon's
 * @param pathStyle whether a bucket's name is the beginning of the path; otherwise it is a part of the host's name
 * @param certificates file of private authorities that are trusted too, PEM
 */
record S3Settings(Optional<URI> endpoint, boolean pathStyle, Optional<Path> certificates, StoreTimeouts timeout) {

    private static final String PATH_STYLE = "RESFORGE_S3_PATH_STYLE";

    /**
     * Reads the environment.
     *
     * @throws IllegalArgumentException if a variable cannot be used
     */
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
