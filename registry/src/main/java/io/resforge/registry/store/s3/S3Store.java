package io.resforge.registry.store.s3;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A part of an S3 bucket as an object store. Objects are created by {@code If-None-Match: *}; whether the server
 * honours that is tried out before the first is. Threads may share it.
 */
public final class S3Store implements ObjectStore {

    private final StoreLocation.Bucket location;
    private final S3Failures failures;
    private final S3Reads reads;
    private final S3Writes writes;
    private final CreateProbe probe;

    S3Store(StoreLocation.Bucket location, S3Connection connection) {
        this.location = location;
        this.failures = new S3Failures(location, connection.server());
        S3Bucket bucket = new S3Bucket(location, connection);
        this.reads = new S3Reads(bucket);
        this.writes = new S3Writes(bucket, reads);
        this.probe = new CreateProbe(bucket);
    }

    /** Checks that the bucket is there, and that objects can be created in it; throws {@link StoreFailure}. */
    void requireWritable() {
        String action = "create objects";
        attempt(action, () -> {
            reads.requireBucket();
            return null;
        });
        requireCreation(action);
    }

    @Override
    public boolean create(String key, byte[] content) {
        ObjectKeys.requireKey(key);
        String action = "create " + key;
        CreateSupport support = requireCreation(action);
        return attempt(action, () -> writes.create(key, content, support));
    }

    @Override
    public void put(String key, byte[] content) {
        ObjectKeys.requireKey(key);
        attempt("write " + key, () -> {
            writes.put(key, content);
            return null;
        });
    }

    @Override
    public Optional<byte[]> get(String key) {
        ObjectKeys.requireKey(key);
        return attempt("read " + key, () -> reads.get(key));
    }

    @Override
    public Optional<byte[]> get(String key, int most) {
        ObjectKeys.requireKey(key);
        return attempt("read " + key, () -> reads.get(key, most));
    }

    @Override
    public List<String> list(String prefix) {
        ObjectKeys.requirePrefix(prefix);
        return attempt("list the keys " + prefix + "*", () -> reads.list(prefix));
    }

    @Override
    public List<String> folders(String folder) {
        ObjectKeys.requirePrefix(folder);
        return attempt("list the folders of " + folder, () -> reads.folders(folder));
    }

    @Override
    public void delete(String key) {
        ObjectKeys.requireKey(key);
        attempt("delete " + key, () -> {
            writes.delete(key);
            return null;
        });
    }

    @Override
    public String toString() {
        return location.toString();
    }

    private CreateSupport requireCreation(String action) {
        CreateSupport support = attempt(action, probe::support);
        if (support instanceof CreateSupport.None(String reason, boolean _)) {
            throw failures.because(action, reason);
        }
        return support;
    }

    private <T> T attempt(String action, Work<T> work) {
        try {
            return work.run();
        } catch (IOException | SdkException e) {
            throw failures.because(action, e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }
}
