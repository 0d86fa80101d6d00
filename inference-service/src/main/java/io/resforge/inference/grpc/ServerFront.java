package io.resforge.inference.grpc;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.resforge.inference.edge.CallDrain;
import io.resforge.inference.telemetry.Traces;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/**
 * Puts {@link CountedCalls} and who calls in front of the framework's own interceptors. Those fail once the framework's container has
 * closed, which it does before the gRPC server stops taking calls.
 */
@Singleton
public class ServerFront implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final CountedCalls calls;
    private final Traces traces;

    ServerFront(CallDrain calls, Traces traces) {
        this.calls = new CountedCalls(calls);
        this.traces = traces;
    }

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        builder.intercept(GrpcCaller::intercept);
        if (traces.on()) {
            builder.intercept(new CallTracing(traces)::intercept);
        }
        builder.intercept(calls);
    }
}
