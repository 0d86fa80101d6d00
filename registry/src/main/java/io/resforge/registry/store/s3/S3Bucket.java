package io.resforge.registry.store.s3;

import io.resforge.registry.store.StoreLocation;
import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3Client;

/** A part of a bucket, and the client to reach it by. Keys here are those of the store; S3's have the prefix before. */
final class S3Bucket {

    private final S3Connection connection;
    private final String name;
    private final String folder;

    S3Bucket(StoreLocation.Bucket location, S3Connection connection) {
        this.connection = connection;
        this.name = location.bucket();
        this.folder = location.prefix().isEmpty() ? "" : location.prefix() + "/";
    }

    S3Client client() {
        return connection.client();
    }

    S3Connection connection() {
        return connection;
    }

    String name() {
        return name;
    }

    /** The key that S3 knows. */
    String full(String key) {
        return folder + key;
    }

    /** The store's key. */
    String own(String full) {
        return full.substring(folder.length());
    }

    /** As much time as so many bytes need. */
    AwsRequestOverrideConfiguration timeFor(long bytes) {
        Duration attempt = connection.timeout().attempt(bytes);
        Duration call = connection.timeout().call(bytes);
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(call)
                .build();
    }
}
