package io.resforge.inference.grpc;

import io.grpc.netty.NettyServerBuilder;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.resforge.inference.config.ResForgeConfig;
import io.resforge.inference.edge.CallDrain;
import io.resforge.inference.telemetry.Traces;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Limits the age of connections, and puts {@link CountedCalls} and who calls in front of the framework's own interceptors. Those fail once the framework's container has
 * closed, which it does before the gRPC server stops taking calls.
 */
@Singleton
public class ServerFront implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final CountedCalls calls;
    private final Traces traces;
    private final ResForgeConfig.Connections connections;

    ServerFront(CallDrain calls, Traces traces, ResForgeConfig config) {
        this.connections = config.grpc();
        this.calls = new CountedCalls(calls);
        this.traces = traces;
    }

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        builder.intercept(GrpcCaller::intercept);
        if (traces.on()) {
            builder.intercept(new CallTracing(traces)::intercept);
        }
        builder.intercept(calls::intercept);
        limitAge(builder.nettyBuilder());
    }

    /** gRPC varies the age of each connection by a tenth, so that not all clients come back at the same time. */
    private void limitAge(NettyServerBuilder builder) {
        if (connections.maxConnectionAge().isPositive()) {
            builder.maxConnectionAge(connections.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS)
                    .maxConnectionAgeGrace(connections.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
