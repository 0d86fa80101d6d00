package io.resforge.inference.api.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.grpc.InboundBytes.OpenStreams;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.MemoryAccount;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.Tracing;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Limits the age of connections and what they may send, and puts {@link CountedCalls} and the caller in front of the
 * framework's own interceptors. Those fail once the framework's container has closed, which it does before the gRPC
 * server stops taking calls.
 */
@Singleton
public class ServerFront implements ServerBuilderCustomizer<VertxServerBuilder> {

    private static final Set<String> WITH_IMAGES = Set.of(
            InferenceServiceGrpc.getClassifyMethod().getFullMethodName(),
            InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName());
    private static final Set<String> STREAMING = Set.of(
            InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName(),
            ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName(),
            io.grpc.reflection.v1.ServerReflectionGrpc.getServerReflectionInfoMethod()
                    .getFullMethodName());

    /** Those that end when their client likes, and ask for nothing meanwhile. */
    private static final Set<String> LASTING = Stream.concat(
                    STREAMING.stream(), Stream.of(HealthGrpc.getWatchMethod().getFullMethodName()))
            .collect(Collectors.toUnmodifiableSet());

    private static final int MOST_LASTING = 2_000;

    private static final long SMALL_MESSAGE = 64 << 10;

    /** Beside the images there are tensors, parameters and names. */
    private static final int OBJECTS_BESIDE_IMAGES = 1_024;

    /** An image is a message and its bytes. */
    private static final int OBJECTS_AN_IMAGE = 2;

    private static final int MOST_CALLS = 1_000;

    /** Bytes that a connection holds before they are asked for, and so before they are counted. */
    private static final int WINDOW = 256 << 10;

    private static final long LOOK_MILLIS = 1_000;

    private final CountedCalls calls;
    private final RequestGuard guard;
    private final MemoryAccount account;
    private final Set<InboundBytes> underWay = ConcurrentHashMap.newKeySet();
    private final OpenStreams lasting = new OpenStreams(MOST_LASTING);
    private final Duration bodyTime;
    private final Duration headerTime;
    private final Vertx vertx;
    private final Tracing tracing;
    private final InferenceConfig.Connections connections;

    ServerFront(
            CallDrain calls,
            Tracing tracing,
            RequestBudget budget,
            ServingObserver observer,
            Vertx vertx,
            InferenceConfig config) {
        this.connections = config.grpc();
        this.account = budget.requests();
        this.guard = new RequestGuard(
                OBJECTS_AN_IMAGE * config.limits().maxImages() + OBJECTS_BESIDE_IMAGES, new GrpcErrors(observer));
        this.bodyTime = config.limits().requestTime();
        this.headerTime = config.limits().headerTime();
        this.vertx = vertx;
        this.calls = new CountedCalls(calls);
        this.tracing = tracing;
    }

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        builder.intercept(GrpcCaller::intercept);
        if (tracing.on()) {
            builder.intercept(new CallTracing(tracing)::intercept);
        }
        builder.intercept(calls::intercept);
        long largest = Math.min(config.maxInboundMessageSize().orElseThrow(), account.largest());
        builder.addStreamTracerFactory(new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return inbound(method, WITH_IMAGES.contains(method) ? largest : SMALL_MESSAGE);
            }
        });
        builder.setBinaryLog(guard);
        builder.handshakeTimeout(headerTime.toMillis(), TimeUnit.MILLISECONDS);
        builder.nettyBuilder().maxConcurrentCallsPerConnection(MOST_CALLS).flowControlWindow(WINDOW);
        limitAge(builder.nettyBuilder());
        vertx.setPeriodic(LOOK_MILLIS, look -> underWay.forEach(call -> call.endIfLate(bodyTime)));
    }

    private InboundBytes inbound(String method, long most) {
        InboundBytes bytes = new InboundBytes(account, most, STREAMING.contains(method), lasting::used, this::ended);
        underWay.add(bytes);
        if (LASTING.contains(method)) {
            lasting.begun(bytes);
        }
        return bytes;
    }

    private void ended(InboundBytes call) {
        underWay.remove(call);
        lasting.ended(call);
    }

    /** gRPC varies the age of each connection by a tenth, so that not all clients come back at the same time. */
    private void limitAge(NettyServerBuilder builder) {
        if (connections.maxConnectionAge().isPositive()) {
            builder.maxConnectionAge(connections.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS)
                    .maxConnectionAgeGrace(connections.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
