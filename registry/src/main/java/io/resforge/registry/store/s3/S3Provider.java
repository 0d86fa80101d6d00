package io.resforge.registry.store.s3;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.StoreProvider;
import io.resforge.registry.store.s3.S3Connection.S3Settings;
import io.resforge.registry.store.transfer.ProxySettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Opens stores in S3 buckets. */
public final class S3Provider implements StoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public S3Provider() {}

    @Override
    public Optional<ObjectStore> open(StoreLocation location) {
        return location instanceof StoreLocation.Bucket bucket ? Optional.of(store(bucket)) : Optional.empty();
    }

    @Override
    public Optional<ObjectStore> openForWriting(StoreLocation location) {
        if (!(location instanceof StoreLocation.Bucket bucket)) {
            return Optional.empty();
        }
        S3Store store = store(bucket);
        store.requireWritable();
        return Optional.of(store);
    }

    private static S3Store store(StoreLocation.Bucket bucket) {
        ProxySettings.install();
        S3Settings settings = S3Settings.of(environment());
        return new S3Store(bucket, new S3Connection(settings, () -> DefaultCredentialsProvider.builder()
                .build()));
    }

    /** As the SDK does it: its system property comes before the variable. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        Optional.ofNullable(System.getProperty("aws.endpointUrlS3"))
                .ifPresent(endpoint -> environment.put("AWS_ENDPOINT_URL_S3", endpoint));
        return environment;
    }
}
