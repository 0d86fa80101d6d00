package io.resforge.inference.api.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.runtime.StartupEvent;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.Failure;
import io.resforge.inference.api.grpc.InboundBytes.OpenStreams;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.MemoryAccount;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.CallMetrics;
import io.resforge.inference.telemetry.CallMetrics.CallKind;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.Tracing;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.support.transport.LimitsConfig;
import io.resforge.v1.InferenceServiceGrpc;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Limits what calls hold and how old connections grow, and puts {@link CountedCalls} and the caller before the framework's own interceptors, which fail
 * once its container has closed: that is before the gRPC server stops taking calls.
 */
@Singleton
public class ServerFront implements ServerBuilderCustomizer<VertxServerBuilder> {

    private static final Set<String> WITH_IMAGES = Set.of(
            InferenceServiceGrpc.getClassifyMethod().getFullMethodName(),
            InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName());
    private static final Set<String> STREAMING = Set.of(
            InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName(),
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

    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    /** As gRPC's protocol over HTTP/2 has it. */
    private static final Pattern TIMEOUT_FORM = Pattern.compile("[0-9]{1,8}[HMSmun]");

    private static final long LOOK_MILLIS = 1_000;

    private final CountedCalls calls;
    private final RequestGuard guard;
    private final MemoryAccount account;
    private final Set<InboundBytes> underWay = ConcurrentHashMap.newKeySet();
    private final OpenStreams lasting = new OpenStreams(MOST_LASTING);
    private final Duration bodyTime;
    private final Vertx vertx;
    private final Tracing tracing;
    private final InferenceConfig.Connections connections;

    ServerFront(
            CallDrain calls,
            Tracing tracing,
            RequestBudget budget,
            ServingObserver observer,
            MeterFactory metrics,
            Vertx vertx,
            LimitsConfig limits,
            InferenceConfig config) {
        this.connections = config.grpc();
        this.account = budget.requests();
        this.guard = new RequestGuard(
                OBJECTS_AN_IMAGE * config.limits().maxImages() + OBJECTS_BESIDE_IMAGES, new Replies(observer));
        this.bodyTime = limits.requestTime();
        this.vertx = vertx;
        this.calls = new CountedCalls(calls, metrics.calls());
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
                InboundBytes bytes = inbound(method, WITH_IMAGES.contains(method) ? largest : SMALL_MESSAGE);
                takeWrongTimeout(headers).ifPresent(bytes::end);
                return bytes;
            }
        });
        builder.decompressorRegistry(LateGzip.REGISTRY);
        builder.setBinaryLog(guard);
        limitAge(builder.nettyBuilder());
    }

    /** Not in {@link #customize}: a timer of the framework's that makes the server ends with that part's start. */
    void look(@Observes StartupEvent started) {
        vertx.setPeriodic(LOOK_MILLIS, look -> underWay.forEach(call -> call.endIfLate(bodyTime)));
    }

    /** By a timeout that is none gRPC itself would only break the stream off, with a stack trace in the log. */
    private static Optional<RuntimeException> takeWrongTimeout(Metadata headers) {
        Iterable<String> timeouts = headers.getAll(TIMEOUT);
        if (timeouts == null) {
            return Optional.empty();
        }
        String all = String.join(", ", timeouts);
        if (TIMEOUT_FORM.matcher(all).matches()) {
            return Optional.empty();
        }
        headers.discardAll(TIMEOUT);
        return Optional.of(new InvalidRequest(
                TIMEOUT.name(), "must be up to 8 digits and one of H, M, S, m, u, n, once, was \"" + all + "\""));
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

    /**
     * Has {@link CallDrain} count the calls of our own services, and refuses every call during shutdown. Others, such
     * as a health watch, are not waited for. Measures those that classify.
     */
    record CountedCalls(CallDrain calls, CallMetrics metrics) {

        private static final Map<String, CallKind> MEASURED = Map.of(
                GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName(), CallKind.MODEL_STREAM_INFER,
                InferenceServiceGrpc.getClassifyMethod().getFullMethodName(), CallKind.CLASSIFY,
                InferenceServiceGrpc.getClassifyStreamMethod().getFullMethodName(), CallKind.CLASSIFY_STREAM,
                GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName(), CallKind.MODEL_INFER);

        private static final Set<String> COUNTED =
                Set.of(InferenceServiceGrpc.SERVICE_NAME, GRPCInferenceServiceGrpc.SERVICE_NAME);

        /** Is not declared as a {@link io.grpc.ServerInterceptor}: the framework would warn that it does not use it. */
        <Q, R> ServerCall.Listener<Q> intercept(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            boolean counted = COUNTED.contains(call.getMethodDescriptor().getServiceName());
            if (counted ? !calls.enter() : calls.isDraining()) {
                Failure failure = Failure.of(new ServerStopping());
                call.close(failure.kind().grpcStatus().toStatus().withDescription(failure.message()), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            if (!counted) {
                return next.startCall(call, headers);
            }
            try {
                CallKind kind = MEASURED.get(call.getMethodDescriptor().getFullMethodName());
                if (kind == null) {
                    return new Counted<>(next.startCall(call, headers), () -> {});
                }
                Measured<Q, R> measured = new Measured<>(call, kind, metrics);
                return new Counted<>(next.startCall(measured, headers), measured::cancelled);
            } catch (RuntimeException | Error e) {
                calls.leave();
                throw e;
            }
        }

        /** Of a call's two ways to end, gRPC reports exactly one. */
        private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {

            private final Runnable cancelled;

            Counted(ServerCall.Listener<Q> delegate, Runnable cancelled) {
                super(delegate);
                this.cancelled = cancelled;
            }

            @Override
            public void onComplete() {
                calls.leave();
                super.onComplete();
            }

            @Override
            public void onCancel() {
                calls.leave();
                cancelled.run();
                super.onCancel();
            }
        }

        /** Tells once how a call ended: by its status, or by its caller's going before there was one. */
        private static final class Measured<Q, R> extends SimpleForwardingServerCall<Q, R> {

            private final CallKind kind;
            private final CallMetrics metrics;
            private final long began = System.nanoTime();
            private final AtomicBoolean told = new AtomicBoolean();

            Measured(ServerCall<Q, R> call, CallKind kind, CallMetrics metrics) {
                super(call);
                this.kind = kind;
                this.metrics = metrics;
            }

            @Override
            public void close(Status status, Metadata trailers) {
                tell(status.getCode());
                super.close(status, trailers);
            }

            void cancelled() {
                tell(Status.Code.CANCELLED);
            }

            private void tell(Status.Code code) {
                if (told.compareAndSet(false, true)) {
                    metrics.ended(kind, code.name(), System.nanoTime() - began);
                }
            }
        }
    }
}
