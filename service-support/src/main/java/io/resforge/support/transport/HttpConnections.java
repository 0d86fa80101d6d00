package io.resforge.support.transport;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells {@link ConnectionLimit} which connections are in a request, and has it close idle ones. */
@Singleton
final class HttpConnections {

    /** Before all others. */
    private static final int FIRST = 1_002;

    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final LimitsConfig limits;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    HttpConnections(Vertx vertx, LimitsConfig limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    void register(@Observes Filters filters) {
        ConnectionLimit.limit(limits.connections());
        filters.register(this::follow, FIRST);
        vertx.setPeriodic(LOOK_MILLIS, look -> ports.forEach(this::closeIdle));
    }

    private void follow(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        InetSocketAddress local = address(connection.localAddress());
        InetSocketAddress remote = address(connection.remoteAddress());
        ports.add(local.getPort());
        ConnectionLimit.begun(local, remote);
        // A connection that breaks while the answer is written ends twice.
        AtomicBoolean over = new AtomicBoolean();
        request.addEndHandler(ended -> {
            if (over.compareAndSet(false, true)) {
                ConnectionLimit.ended(local, remote);
            }
        });
        request.next();
    }

    private void closeIdle(int port) {
        Duration unasked = limits.headerTime();
        ConnectionLimit.closeIdle(port, unasked, limits.idleTime());
    }

    private static InetSocketAddress address(SocketAddress address) {
        return new InetSocketAddress(address.hostAddress(), address.port());
    }
}
