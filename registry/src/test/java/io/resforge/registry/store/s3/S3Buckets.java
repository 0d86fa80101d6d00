package io.resforge.registry.store.s3;

import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.s3.S3Connection.S3Settings;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.testing.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Buckets on one S3 server that all tests of this module share: it takes a while to start. */
public final class S3Buckets {

    /** Times that a test can wait for. */
    static final StoreTimeouts SHORT = new StoreTimeouts(
            Duration.ofSeconds(2), Duration.ofMillis(700), Duration.ofMillis(1500), Duration.ofSeconds(4));

    private static final AtomicInteger COUNT = new AtomicInteger();

    private S3Buckets() {}

    private static final class Shared {

        static final S3Server SERVER = start("s3-server", S3Server::start);
    }

    private static final class Open {

        static final S3Server SERVER = start("s3-open-server", S3Server::startOpen);
    }

    private static S3Server start(String name, BiFunction<Path, Path, S3Server> starting) {
        Path jar = Path.of(System.getProperty("resforge.s3proxy"));
        try {
            return starting.apply(jar, Files.createTempDirectory(jar.getParent(), name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server. */
    public static S3Server server() {
        return Shared.SERVER;
    }

    /** Another one, which does not look at signatures: requests to it can be changed on the way. */
    static S3Server openServer() {
        return Open.SERVER;
    }

    /** Makes a bucket, and gives its name. */
    public static String fresh() throws IOException {
        return freshOn(server());
    }

    static String freshOn(S3Server server) throws IOException {
        String name = "bucket-" + COUNT.incrementAndGet();
        server.makeBucket(name);
        return name;
    }

    /** A store in a bucket, with a connection of its own. */
    public static S3Store open(String bucket) {
        return open(bucket, server().endpoint(), StoreTimeouts.USUAL);
    }

    /** The same by way of another address, with as much timeout as usual. */
    public static S3Store open(String bucket, URI endpoint) {
        return open(bucket, endpoint, StoreTimeouts.USUAL);
    }

    /** The same by way of another address. */
    static S3Store open(String bucket, URI endpoint, StoreTimeouts timeout) {
        S3Settings settings = new S3Settings(Optional.of(endpoint), true, Optional.empty(), timeout);
        return new S3Store(new StoreLocation.Bucket(bucket, "a/prefix"), connection(settings, S3Server.SECRET_KEY));
    }

    static S3Connection connection(S3Settings settings, String secret) {
        return new S3Connection(
                settings,
                () -> StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret)));
    }
}
