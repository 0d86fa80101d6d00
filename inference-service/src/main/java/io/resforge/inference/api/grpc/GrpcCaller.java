package io.resforge.inference.api.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.RequestBudget.Reservation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Who waits for a gRPC call, with the bytes that it sent. It leaves when the call's context is cancelled. */
final class GrpcCaller {

    /** One connection shares the server with others. */
    private static final Context.Key<Object> CLIENT = Context.keyWithDefault("resforge-client", "unknown");

    private final Context context;
    private final Caller caller;
    private final Context.CancellationListener leave;
    private final Reservation bytes;

    private GrpcCaller(Context context) {
        this.context = context;
        this.bytes = InboundBytes.of(context).claim();
        this.caller = Caller.of(CLIENT.get(context), timeout(context.getDeadline()), CallTracing.of(context));
        this.leave = cancelled -> caller.leave();
        context.addListener(leave, Runnable::run);
    }

    static GrpcCaller current() {
        return new GrpcCaller(Context.current());
    }

    /** Is asked for each call, as a {@link io.grpc.ServerInterceptor}: notes whose it is. */
    static <Q, R> ServerCall.Listener<Q> intercept(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Object address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return address == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(CLIENT, address), call, headers, next);
    }

    Caller caller() {
        return caller;
    }

    <T> CompletableFuture<T> until(CompletableFuture<T> answer) {
        return answer.whenComplete((value, failure) -> forget());
    }

    /** Releases the request. A stream has one context for all its requests, whose listeners must not pile up. */
    void forget() {
        context.removeListener(leave);
        bytes.close();
    }

    private static Duration timeout(Deadline deadline) {
        return deadline == null
                ? Caller.LONGEST_TIMEOUT
                : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }
}
