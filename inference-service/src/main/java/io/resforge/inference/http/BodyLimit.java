package io.resforge.inference.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ends the reading of a body that did not say its length and is too large. The framework would end it too, but without a word. */
@Provider
@Singleton
public class BodyLimit implements ReaderInterceptor {

    /** Just behind the framework's own limit; filters are called from the highest to the lowest. */
    private static final int NEXT = -RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

    private final long largest;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.largest = largest.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(
                request -> {
                    request.remove(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY);
                    request.next();
                },
                NEXT);
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        body.setInputStream(new Limited(body.getInputStream()));
        return body.proceed();
    }

    private final class Limited extends FilterInputStream {

        private long had;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int read = super.read(into, from, most);
            count(read);
            return read;
        }

        private void count(int read) {
            had += Math.max(0, read);
            if (had > largest) {
                throw new WebApplicationException(
                        "a body must have at most " + largest + " bytes, had more",
                        Response.status(Response.Status.REQUEST_ENTITY_TOO_LARGE)
                                .header("Connection", "close")
                                .build());
            }
        }
    }
}
