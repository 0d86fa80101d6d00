package io.resforge.support.transport;

import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.support.html.ErrorPages;
import io.resforge.support.transport.TransportConfig.ClientCertificates;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Client certificates over HTTP. Each client is asked for one; what is not of our CAs ends the handshake. Health is told without, since
 * Kubernetes' probes have none; whatever else, a client without one is told by 403.
 */
@Singleton
@Unremovable
final class HttpTransport implements HttpServerOptionsCustomizer {

    /** Before requests are counted or read. */
    private static final int EARLY = 1_000;

    private static final String HEALTH = "/q/health";
    private static final int FORBIDDEN = 403;

    private final TransportConfig config;
    private final Instance<ErrorPages> errors;

    HttpTransport(TransportConfig config, Instance<ErrorPages> errors) {
        this.config = config;
        this.errors = errors;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (config.clientCa().isPresent()) {
            options.setClientAuth(ClientAuth.REQUEST);
        }
    }

    void register(@Observes Filters filters) {
        if (config.clientCa().isPresent() && config.clientCertificates() == ClientCertificates.REQUIRED) {
            filters.register(this::requireCertificate, EARLY);
        }
    }

    private void requireCertificate(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.equals(HEALTH)
                || path.startsWith(HEALTH + "/")
                || hasCertificate(request.request().sslSession())) {
            request.next();
        } else {
            errors.get()
                    .answer(
                            request,
                            FORBIDDEN,
                            "PERMISSION_DENIED",
                            "a client certificate is required",
                            new JsonObject());
        }
    }

    private static boolean hasCertificate(SSLSession session) {
        try {
            return session != null && session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
