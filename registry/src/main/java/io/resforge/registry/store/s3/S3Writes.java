package io.resforge.registry.store.s3;

import static io.resforge.registry.store.s3.S3Failures.hasStatus;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Writes and deletes objects. */
final class S3Writes {

    /** Amazon's servers say 409 to writers that collide, and want them to try again. */
    private static final RetryPolicy<Object> AFTER_COLLISION = RetryPolicy.builder()
            .handleIf(e -> e instanceof SdkException failure && hasStatus(failure, 409))
            .withBackoff(50, 1_000, ChronoUnit.MILLIS)
            .withJitter(.5)
            .withMaxRetries(6)
            .build();

    private final S3Bucket bucket;
    private final OwnWrite own;

    S3Writes(S3Bucket bucket, S3Reads reads) {
        this.bucket = bucket;
        this.own = new OwnWrite(bucket, reads);
    }

    /** Writes an object that must not exist; whether it was this call that did. */
    boolean create(String key, byte[] content, CreateSupport support) throws IOException {
        boolean parts = content.length > MultipartUpload.PART && support instanceof CreateSupport.Full;
        String token = UUID.randomUUID().toString();
        try {
            Failsafe.with(AFTER_COLLISION).run(() -> write(key, content, token, parts, true));
            return true;
        } catch (SdkException e) {
            return own.isThere(key, content, token, e);
        }
    }

    /** Writes an object, whether there is one or not. */
    void put(String key, byte[] content) throws IOException {
        String token = UUID.randomUUID().toString();
        try {
            // In parts, so that a connection that breaks does not cost the whole.
            write(key, content, token, content.length > MultipartUpload.PART, false);
        } catch (SdkException e) {
            if (!own.isThere(key, content, token, e)) {
                throw e;
            }
        }
    }

    void delete(String key) {
        try {
            bucket.client()
                    .deleteObject(request -> request.bucket(bucket.name()).key(bucket.full(key)));
        } catch (SdkException e) {
            if (!S3Failures.saysThatObjectIsMissing(e)) {
                throw e;
            }
        }
    }

    private void write(String key, byte[] content, String token, boolean parts, boolean mustBeNew) {
        if (parts) {
            new MultipartUpload(bucket, key, token).write(content, mustBeNew);
        } else {
            whole(key, content, token, mustBeNew);
        }
    }

    private void whole(String key, byte[] content, String token, boolean mustBeNew) {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(bucket.full(key))
                .metadata(OwnWrite.mark(token))
                .ifNoneMatch(mustBeNew ? "*" : null)
                .overrideConfiguration(bucket.timeFor(content.length))
                .build();
        bucket.client().putObject(request, RequestBody.fromBytes(content));
    }

    /**
     * Finds out what became of a write that failed: its answer may have been lost, and repeated it meets its own object. So
     * each write is marked.
     */
    record OwnWrite(S3Bucket bucket, S3Reads reads) {

        private static final String MARK = "resforge-write";

        /** What marks a write as that of one call. */
        static Map<String, String> mark(String token) {
            return Map.of(MARK, token);
        }

        /**
         * Whether a create that failed has written the object after all; false if the object is another's.
         *
         * @throws SdkException the failure, if there is no object or that is unknown
         */
        boolean isThere(String key, byte[] content, String token, SdkException failure) throws IOException {
            boolean taken = hasStatus(failure, 412);
            if (!taken && isRefusal(failure)) {
                throw failure;
            }
            Optional<HeadObjectResponse> object = head(key, failure);
            if (object.isEmpty() && !taken) {
                throw failure;
            }
            return object.isPresent() && isOwn(object.get(), key, content, token);
        }

        /** The server understood, and did nothing. */
        private static boolean isRefusal(SdkException failure) {
            return failure instanceof S3Exception answer
                    && answer.statusCode() >= 400
                    && answer.statusCode() < 500
                    && !S3Failures.code(answer).equals("NoSuchUpload"); // as after one that was completed
        }

        private Optional<HeadObjectResponse> head(String key, SdkException failure) {
            try {
                return Optional.of(bucket.client()
                        .headObject(request -> request.bucket(bucket.name()).key(bucket.full(key))));
            } catch (SdkException e) {
                if (hasStatus(e, 404)) {
                    return Optional.empty();
                }
                failure.addSuppressed(e);
                throw failure;
            }
        }

        /** Some servers keep no marks; then the content decides. */
        private boolean isOwn(HeadObjectResponse object, String key, byte[] content, String token) throws IOException {
            String mark = object.metadata().get(MARK);
            return mark != null
                    ? mark.equals(token)
                    : reads.get(key)
                            .filter(found -> Arrays.equals(found, content))
                            .isPresent();
        }
    }
}
