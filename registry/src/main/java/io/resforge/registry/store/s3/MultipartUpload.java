package io.resforge.registry.store.s3;

import io.resforge.registry.store.s3.S3Writes.OwnWrite;
import io.resforge.registry.store.transfer.StoreTimeouts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Sends one object in parts. It is not visible before the last step; if a step fails, the parts are thrown away. */
final class MultipartUpload {

    /** S3 takes at least 5 MiB, and at most 10,000 parts: an array fills no more than 128 of these. */
    static final int PART = StoreTimeouts.UNIT;

    private final S3Bucket bucket;
    private final String key;
    private final String token;

    /** @param token that marks the object as written by this upload */
    MultipartUpload(S3Bucket bucket, String key, String token) {
        this.bucket = bucket;
        this.key = bucket.full(key);
        this.token = token;
    }

    /** Sends the object; fails with status 412 if it must be new and there is one. */
    void write(byte[] content, boolean mustBeNew) {
        String upload = begin();
        try {
            complete(upload, parts(upload, content), mustBeNew);
        } catch (SdkException e) {
            abort(upload, e);
            throw e;
        }
    }

    private String begin() {
        String upload = bucket.client()
                .createMultipartUpload(
                        request -> request.bucket(bucket.name()).key(key).metadata(OwnWrite.mark(token)))
                .uploadId();
        if (upload == null || upload.isEmpty()) {
            throw SdkClientException.create("the server began an upload in parts and gave it no id");
        }
        return upload;
    }

    private List<CompletedPart> parts(String upload, byte[] content) {
        List<CompletedPart> parts = new ArrayList<>();
        int offset = 0;
        do { // an empty object has one empty part
            int length = Math.min(PART, content.length - offset);
            parts.add(part(upload, parts.size() + 1, ByteBuffer.wrap(content, offset, length)));
            offset += length;
        } while (offset < content.length);
        return parts;
    }

    private CompletedPart part(String upload, int number, ByteBuffer content) {
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(bucket.name())
                .key(key)
                .uploadId(upload)
                .partNumber(number)
                .build();
        String tag = bucket.client()
                .uploadPart(request, RequestBody.fromRemainingByteBuffer(content))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private void complete(String upload, List<CompletedPart> parts, boolean mustBeNew) {
        bucket.client()
                .completeMultipartUpload(CompleteMultipartUploadRequest.builder()
                        .bucket(bucket.name())
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(whole -> whole.parts(parts))
                        .ifNoneMatch(mustBeNew ? "*" : null)
                        .build());
    }

    private void abort(String upload, SdkException failure) {
        try {
            bucket.client()
                    .abortMultipartUpload(
                            request -> request.bucket(bucket.name()).key(key).uploadId(upload));
        } catch (SdkException e) {
            // What stays then costs space until a rule of the bucket removes it. The failure itself is told.
            failure.addSuppressed(e);
        }
    }
}
