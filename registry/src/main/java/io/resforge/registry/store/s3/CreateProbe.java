package io.resforge.registry.store.s3;

import static io.resforge.registry.store.s3.S3Failures.hasStatus;

import io.resforge.registry.store.s3.CreateSupport.Full;
import io.resforge.registry.store.s3.CreateSupport.None;
import io.resforge.registry.store.s3.CreateSupport.SingleRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tries out whether a server honours {@code If-None-Match: *}: one write after another, two at once, and one in parts.
 * Some servers ignore the header, and would let two writers win. Done once, before the first object is created. Only what was seen of the
 * header is remembered: a server that refuses a request for another reason is asked again the next time.
 */
final class CreateProbe {

    /** No key of a store begins with a dot, so that these are in no list. */
    private static final String FOLDER = ".resforge/";

    private static final int RACES = 3;

    private final S3Bucket bucket;
    private CreateSupport support;

    CreateProbe(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * What the server can do, remembered once it is known.
     *
     * @throws SdkException if it cannot be tried out, such as when nothing may be written
     */
    synchronized CreateSupport support() {
        if (support == null) {
            CreateSupport seen = tryOut(FOLDER + "probe-" + UUID.randomUUID());
            if (seen instanceof None none && !none.lasting()) {
                return seen;
            }
            support = seen;
        }
        return support;
    }

    private CreateSupport tryOut(String key) {
        List<String> races =
                IntStream.rangeClosed(1, RACES).mapToObj(i -> key + "-" + i).toList();
        try {
            if (!create(key) && !exists(key)) {
                return new None(words("it said of a new object that it was there already"), false);
            }
            if (create(key)) {
                return none("it wrote an object a second time that was to be created");
            }
            if (races.stream().anyMatch(this::letsTwoWin)) {
                return none("it let two writers create the same object at once");
            }
            return refusesParts(key) ? new Full() : new SingleRequest();
        } catch (S3Exception e) {
            if (mayMeanTheHeader(e) && writesWithoutIt(key) && refusesAgain(key + "-again")) {
                return none(
                        "it answered " + e.statusCode() + " " + S3Failures.code(e) + " to it, and wrote without it");
            }
            throw e;
        } finally {
            Stream.concat(Stream.of(key, key + "-again"), races.stream()).forEach(this::discard);
        }
    }

    private static None none(String seen) {
        return new None(words(seen), true);
    }

    private static String words(String seen) {
        return "the server does not honour If-None-Match: * (" + seen
                + "), so that two writers could both win; it can be read from, but to submit, train or promote takes a"
                + " server that does, or a directory";
    }

    /** Tells a refused header from a refused request, such as one with a token that has expired. */
    private boolean writesWithoutIt(String key) {
        try {
            bucket.client()
                    .putObject(
                            request -> request.bucket(bucket.name()).key(bucket.full(key)),
                            RequestBody.fromBytes(new byte[] {1}));
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    /** Whether a write went through that was to create an object. */
    private boolean create(String key) {
        try {
            bucket.client()
                    .putObject(
                            request -> request.bucket(bucket.name())
                                    .key(bucket.full(key))
                                    .ifNoneMatch("*"),
                            RequestBody.fromBytes(new byte[] {1}));
            return true;
        } catch (S3Exception e) {
            if (saysTaken(e)) {
                return false;
            }
            throw e;
        }
    }

    /** A first write whose answer was lost is taken when it is repeated. */
    private boolean exists(String key) {
        try {
            bucket.client().headObject(request -> request.bucket(bucket.name()).key(bucket.full(key)));
            return true;
        } catch (S3Exception e) {
            if (hasStatus(e, 404)) {
                return false;
            }
            throw e;
        }
    }

    private boolean letsTwoWin(String key) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> create(key), threads);
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> create(key), threads);
            return one.thenCombine(other, Boolean::logicalAnd).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SdkException failure ? failure : e;
        }
    }

    private boolean refusesAgain(String key) {
        try {
            create(key);
            return false;
        } catch (S3Exception e) {
            return mayMeanTheHeader(e);
        }
    }

    private boolean refusesParts(String key) {
        try {
            return saysTakenOfParts(key);
        } catch (S3Exception e) {
            // Of a whole object the same header was understood a moment ago, and must be now.
            if (mayMeanTheHeader(e) && !create(key)) {
                return refusesPartsAgain(key);
            }
            throw e;
        }
    }

    private boolean refusesPartsAgain(String key) {
        try {
            return saysTakenOfParts(key);
        } catch (S3Exception e) {
            if (mayMeanTheHeader(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean saysTakenOfParts(String key) {
        try {
            new MultipartUpload(bucket, key, "probe").write(new byte[] {1}, true);
            return false;
        } catch (S3Exception e) {
            if (saysTaken(e)) {
                return true;
            }
            throw e;
        }
    }

    private void discard(String key) {
        try {
            bucket.client()
                    .deleteObject(request -> request.bucket(bucket.name()).key(bucket.full(key)));
        } catch (SdkException e) {
            // It is one byte in no list; a missing right to delete is reported when a deletion needs it.
        }
    }

    private static boolean saysTaken(S3Exception e) {
        return hasStatus(e, 412) || hasStatus(e, 409);
    }

    private static boolean mayMeanTheHeader(S3Exception e) {
        return hasStatus(e, 501) || hasStatus(e, 400);
    }
}
