package io.resforge.registry.store.s3;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.transfer.ObjectDownload;
import io.resforge.registry.store.transfer.ObjectSource.AbortedBody;
import io.resforge.registry.store.transfer.ObjectSource.ContentRange;
import io.resforge.registry.store.transfer.ObjectSource.ObjectPart;
import io.resforge.registry.store.transfer.ObjectSource.ObjectReplaced;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads objects and lists keys. */
record S3Reads(S3Bucket bucket) {

    /** An object's content; empty if there is no such object. */
    Optional<byte[]> get(String key) throws IOException {
        return download(key).read();
    }

    /** The first bytes of an object's content; empty if there is no such object. */
    Optional<byte[]> get(String key, int most) throws IOException {
        return download(key).read(most);
    }

    private ObjectDownload download(String key) {
        return new ObjectDownload(
                (offset, tag) -> open(key, offset, tag), bucket.connection().timeout());
    }

    /** The keys that begin with a prefix, sorted; what cannot be a key of a store is passed over. */
    List<String> list(String prefix) throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        pages(bucket.full(prefix), null, page -> page.contents().stream()
                .map(S3Object::key)
                .filter(key -> key.startsWith(bucket.full(prefix)))
                .map(bucket::own)
                .filter(ObjectKeys::isKey)
                .forEach(keys::add));
        return List.copyOf(keys);
    }

    /** The names of the folders in one, sorted: a thousand of them are one request, whatever is in them. */
    List<String> folders(String folder) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        String full = bucket.full(folder);
        pages(full, "/", page -> page.commonPrefixes().stream()
                .map(CommonPrefix::prefix)
                .filter(prefix -> prefix.startsWith(full) && prefix.endsWith("/"))
                .map(prefix -> prefix.substring(full.length(), prefix.length() - 1))
                .filter(ObjectKeys::isKey)
                .forEach(names::add));
        return List.copyOf(names);
    }

    private void pages(String prefix, String delimiter, Consumer<ListObjectsV2Response> reader) throws IOException {
        String after = null;
        do {
            ListObjectsV2Response page = page(prefix, delimiter, after);
            reader.accept(page);
            after = next(page, after);
        } while (after != null);
    }

    /** Checks that the bucket is there and may be listed. */
    void requireBucket() {
        bucket.client()
                .listObjectsV2(request ->
                        request.bucket(bucket.name()).prefix(bucket.full("")).maxKeys(1));
    }

    private ListObjectsV2Response page(String prefix, String delimiter, String token) {
        return bucket.client()
                .listObjectsV2(ListObjectsV2Request.builder()
                        .bucket(bucket.name())
                        .prefix(prefix)
                        .delimiter(delimiter)
                        .continuationToken(token)
                        .build());
    }

    private static String next(ListObjectsV2Response page, String before) throws IOException {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        String next = page.nextContinuationToken();
        if (next == null || next.equals(before)) {
            throw new IOException("the server says that the list goes on, but not how");
        }
        return next;
    }

    private Optional<ObjectPart> open(String key, long offset, String tag) throws IOException {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket.name()).key(bucket.full(key));
        if (offset > 0 && !tag.isEmpty()) {
            request.range("bytes=" + offset + "-").ifMatch(tag);
        }
        try {
            return Optional.of(piece(bucket.client().getObject(request.build())));
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case 404 -> missing(e);
                case 412, 416 -> throw new ObjectReplaced();
                default -> throw e;
            };
        }
    }

    private static ObjectPart piece(ResponseInputStream<GetObjectResponse> body) throws IOException {
        GetObjectResponse answer = body.response();
        String tag = answer.eTag() == null ? "" : answer.eTag();
        long length = answer.contentLength() == null ? -1 : answer.contentLength();
        ContentRange range =
                answer.contentRange() == null ? new ContentRange(0, length) : ContentRange.parse(answer.contentRange());
        return new ObjectPart(new AbortedBody(body, body::abort), range.offset(), range.total(), tag);
    }

    /** Nothing, if it is the object that is missing and not the bucket. */
    private Optional<ObjectPart> missing(S3Exception e) {
        return switch (S3Failures.code(e)) {
            case "NoSuchKey" -> Optional.empty();
            case "NoSuchBucket" -> throw e;
            default -> {
                requireBucket();
                yield Optional.empty();
            }
        };
    }
}
