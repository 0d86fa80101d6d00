package io.resforge.support.transport;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** Bounds what a connection to the gRPC port may take, and tells {@link ConnectionLimit} which are in a call. */
@Singleton
@Unremovable
final class GrpcConnections implements ServerBuilderCustomizer<VertxServerBuilder> {

    /** Bytes that a connection holds before they are asked for, and so before they are counted. */
    private static final int WINDOW = 256 << 10;

    /** Streams of a connection that are broken off, by whichever side: 1,000 calls that are late at once are 2,000. */
    private static final int MOST_RESETS = 4_000;

    private static final int RESETS_SECONDS = 30;

    private final LimitsConfig limits;

    GrpcConnections(LimitsConfig limits) {
        this.limits = limits;
    }

    @Override
    public void customize(GrpcServerConfiguration server, VertxServerBuilder builder) {
        builder.handshakeTimeout(limits.headerTime().toMillis(), TimeUnit.MILLISECONDS);
        builder.nettyBuilder()
                .maxConcurrentCallsPerConnection(FrameLimit.MOST_STREAMS)
                .flowControlWindow(WINDOW)
                .maxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS);
        builder.addStreamTracerFactory(new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new Stream();
            }
        });
    }

    /** One call of a connection; gRPC may break it off before it tells where it comes from. */
    private static final class Stream extends ServerStreamTracer {

        private SocketAddress local;
        private SocketAddress remote;
        private boolean ended;

        @Override
        public synchronized void serverCallStarted(ServerCallInfo<?, ?> info) {
            if (!ended) {
                local = info.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
                remote = info.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                ConnectionLimit.begun(local, remote);
            }
        }

        @Override
        public synchronized void streamClosed(Status status) {
            ended = true;
            if (remote != null) {
                ConnectionLimit.ended(local, remote);
            }
        }
    }
}
