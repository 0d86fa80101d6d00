package io.resforge.inference.api.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.api.ContentCoding;
import io.resforge.inference.api.Failure;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.MemoryAccount;
import io.resforge.inference.batching.RequestBudget.Reservation;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.support.transport.LimitsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the bodies of our own interfaces on the event loop, so that a slow client holds no thread, within the bytes
 * that all requests may hold and the time that each may take.
 */
@Singleton
public class BodyReader {

    /** Just after {@link CountedRequests}. */
    private static final int NEXT = 999;

    private static final long SMALL_BODY = 64 << 10;

    /** No number of a timer of Vert.x. */
    private static final long NO_TIMER = -1;

    private final MemoryAccount account;
    private final Failure.Counter failures;
    private final Duration time;
    private final long largest;

    BodyReader(
            RequestBudget budget,
            ServingObserver observer,
            LimitsConfig limits,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.account = budget.requests();
        this.failures = new Failure.Counter(observer);
        this.time = limits.requestTime();
        this.largest = Math.min(largest.asLongValue(), account.largest());
    }

    void register(@Observes Filters filters) {
        filters.register(this::read, NEXT);
    }

    private void read(RoutingContext request) {
        String path = request.normalizedPath();
        if (!CountedRequests.isOurs(path)) {
            request.next();
            return;
        }
        boolean withImages = path.equals("/v1/classify") || path.equals("/v1/explain") || path.endsWith("/infer");
        new Arrival(request, withImages ? largest : Math.min(SMALL_BODY, largest)).begin();
    }

    /** A body on its way. All of it happens on the connection's event loop. */
    private final class Arrival {

        private final RoutingContext context;
        private final HttpServerRequest request;
        private final long most;
        private final Reservation held = account.reserve(0);
        private ContentCoding coding;
        private byte[] whole;
        private int filled;
        private BodyBytes pieces;
        private long timer = NO_TIMER;
        private boolean refused;

        Arrival(RoutingContext context, long most) {
            this.context = context;
            this.request = context.request();
            this.most = most;
        }

        void begin() {
            long length = length();
            if (length == 0) {
                end(new byte[0]);
                return;
            }
            // Whatever comes of it, the rest must be read: a connection that is closed before loses the answer on its
            // way.
            timer = context.vertx().setTimer(Math.max(1, time.toMillis()), late -> {
                refuse(new BodyBytes.TooSlow(time));
                request.connection().close();
            });
            request.exceptionHandler(broken -> give());
            request.endHandler(read -> end());
            Optional<ContentCoding> known = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            if (known.isEmpty()) {
                request.response().putHeader("Accept-Encoding", "gzip, deflate, identity");
                refuse(new ContentCoding.Unknown());
            } else {
                coding = known.get();
                attempt(() -> prepare(length));
            }
            request.handler(piece -> attempt(() -> add(piece)));
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect")) && !refused) {
                request.response().writeContinue();
            }
        }

        /** What the client says; -1 if it comes in chunks. The framework has refused what is no number. */
        private long length() {
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            boolean chunked = request.getHeader("Transfer-Encoding") != null;
            return chunked ? -1 : length == null ? 0 : Long.parseLong(length);
        }

        private void prepare(long length) {
            if (length > most) {
                throw new BodyBytes.TooLarge(most);
            }
            if (length < 0) {
                pieces = new BodyBytes(held, most);
            } else {
                held.grow(length);
                whole = new byte[(int) length];
            }
        }

        private void add(Buffer piece) {
            if (pieces != null) {
                pieces.add(piece.getBytes(), piece.length());
            } else {
                piece.getBytes(0, piece.length(), whole, filled);
                filled += piece.length();
            }
        }

        private void attempt(Runnable step) {
            if (refused) {
                return;
            }
            try {
                step.run();
            } catch (RuntimeException e) {
                refuse(e);
            }
        }

        private void end() {
            if (refused) {
                give();
            } else {
                attempt(() -> end(pieces == null ? whole : pieces.join()));
            }
        }

        private void end(byte[] bytes) {
            cancelTimer();
            new HttpBody(bytes, coding == null ? ContentCoding.IDENTITY : coding, held, most, account.largest())
                    .attachTo(context);
            context.next();
        }

        private void give() {
            cancelTimer();
            held.close();
            whole = null;
            pieces = null;
        }

        /** Timers of the whole process have numbers from 0 on: a wrong one would stop the timer of another. */
        private void cancelTimer() {
            if (timer != NO_TIMER) {
                context.vertx().cancelTimer(timer);
            }
        }

        private void refuse(RuntimeException why) {
            refused = true;
            held.close();
            whole = null;
            pieces = null;
            if (!request.response().ended()) {
                if (request.getHeader("Expect") != null) {
                    request.response().putHeader("Connection", "close"); // the body may never come
                }
                HttpErrors.answer(context, failures.of(why));
            }
        }
    }
}
