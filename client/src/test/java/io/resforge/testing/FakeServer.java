package io.resforge.testing;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A gRPC server on the loopback interface that lasts as long as a test. */
public final class FakeServer implements AutoCloseable {

    // What gRPC logs about servers that die is what the tests are about.
    private static final Logger LOG = Logger.getLogger("io.grpc");

    static {
        LOG.setLevel(Level.OFF);
    }

    private final Server server;
    private final int port;

    private FakeServer(Server server) {
        this.server = server;
        this.port = server.getPort();
    }

    /** Serves these on a free port. */
    public static FakeServer of(BindableService... services) {
        return on(0, services);
    }

    /** Serves these on this port. */
    public static FakeServer on(int port, BindableService... services) {
        return with(port, InsecureServerCredentials.create(), services);
    }

    /** Serves these on this port, or for 0 on a free one, with TLS or without. */
    public static FakeServer with(int port, ServerCredentials credentials, BindableService... services) {
        ServerBuilder<?> builder = Grpc.newServerBuilderForPort(port, credentials)
                .maxInboundMessageSize(32 << 20)
                .permitKeepAliveTime(1, TimeUnit.SECONDS);
        for (BindableService service : services) {
            builder.addService(service);
        }
        try {
            return new FakeServer(builder.build().start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Where it listens, as {@code host:port}. */
    public String address() {
        return "localhost:" + port;
    }

    /** Dies: what is under way breaks off, and the port is closed. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
