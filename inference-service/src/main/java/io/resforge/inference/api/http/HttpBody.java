package io.resforge.inference.api.http;

import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.api.ContentCoding;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.RequestBudget.Reservation;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The body of a request, as {@link BodyReader} read it, with the bytes reserved for it and its copies. */
final class HttpBody {

    private static final String KEY = HttpBody.class.getName();

    private final Reservation held;
    private final ContentCoding coding;
    private final long most;
    private final long largest;
    private byte[] bytes;
    private boolean used;
    private boolean released;

    /**
     * @param most bytes once it is decompressed
     * @param largest bytes that can be reserved for it and its copies
     */
    HttpBody(byte[] bytes, ContentCoding coding, Reservation held, long most, long largest) {
        this.largest = largest;
        this.bytes = bytes;
        this.coding = coding;
        this.held = held;
        this.most = most;
    }

    /** Hands the body to what answers the request; if nothing takes it, it is given back at the request's end. */
    void attachTo(RoutingContext request) {
        request.put(KEY, this);
        CountedRequests.ended(request).thenRun(this::releaseUnused);
    }

    /**
     * Answers a request from its body, which is released when the answer is complete; the client may have gone before.
     */
    static <T> CompletableFuture<T> answer(RoutingContext request, Function<HttpBody, CompletableFuture<T>> answer) {
        HttpBody body = request.get(KEY);
        body.use();
        try {
            body.decompress();
            return answer.apply(body).whenComplete((value, failure) -> body.release());
        } catch (RuntimeException | Error e) {
            body.release();
            throw e;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** What is reserved for it; it may be grown by what is made of it. */
    Reservation held() {
        return held;
    }

    /** Reserves room for copies of so many bytes; throws {@link BodyBytes.TooLarge} if there can never be so much. */
    void reserveCopies(int copies, int length) {
        long more = (long) copies * length;
        if (held.bytes() + more > largest) {
            throw new BodyBytes.TooLarge(largest / (copies + 1));
        }
        held.grow(more);
    }

    private synchronized void use() {
        if (released) {
            throw new CallAbandoned();
        }
        used = true;
    }

    private void decompress() {
        bytes = coding.decode(bytes, held, most);
    }

    private synchronized void releaseUnused() {
        if (!used) {
            release();
        }
    }

    private synchronized void release() {
        released = true;
        bytes = null;
        held.close();
    }
}
