package io.resforge.registry.store.s3;

import static io.resforge.registry.store.s3.S3Failures.hasStatus;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out what became of a write that failed. The answer to a write that was carried out may be lost; repeated, it then
 * meets its own object. So that a writer knows its own, each write is marked.
 */
final class OwnWrite {

    private static final String MARK = "resforge-write";

    private final S3Bucket bucket;
    private final S3Reads reads;

    OwnWrite(S3Bucket bucket, S3Reads reads) {
        this.bucket = bucket;
        this.reads = reads;
    }

    /** What marks a write as that of one call. */
    static Map<String, String> mark(String token) {
        return Map.of(MARK, token);
    }

    /**
     * Whether a create that failed has written the object after all.
     *
     * @return false if the object is another's
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
                : reads.get(key).filter(found -> Arrays.equals(found, content)).isPresent();
    }
}
