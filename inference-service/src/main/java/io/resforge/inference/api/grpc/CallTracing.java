package io.resforge.inference.api.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.resforge.inference.telemetry.Tracing;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Follows gRPC calls from their first byte to their last status. The caller's trace is in the W3C's headers. */
record CallTracing(Tracing tracing) {

    /** Failures that the server is at fault for; all others are the caller's doing or a matter of load. */
    private static final Set<Status.Code> FAULTS =
            Set.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.UNIMPLEMENTED, Status.Code.DATA_LOSS);

    private static final Context.Key<CallTrace> TRACE = Context.keyWithDefault("resforge-trace", CallTrace.NONE);

    static CallTrace of(Context context) {
        return TRACE.get(context);
    }

    /** Is asked for each call, as a {@link io.grpc.ServerInterceptor}. */
    <Q, R> ServerCall.Listener<Q> intercept(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        CallTrace trace = tracing.begin(
                call.getMethodDescriptor().getFullMethodName(),
                name -> headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
        if (!trace.recording()) {
            return next.startCall(call, headers);
        }
        Followed<Q, R> followed = new Followed<>(call, trace);
        Context context = Context.current().withValue(TRACE, trace);
        return new Cancellable<>(Contexts.interceptCall(context, followed, headers, next), followed);
    }

    private static final class Followed<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final CallTrace trace;
        private final AtomicBoolean ended = new AtomicBoolean();

        Followed(ServerCall<Q, R> delegate, CallTrace trace) {
            super(delegate);
            this.trace = trace;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            end(status.getCode());
            super.close(status, trailers);
        }

        private void end(Status.Code code) {
            if (!ended.getAndSet(true)) {
                trace.ended(code.name(), FAULTS.contains(code));
            }
        }
    }

    /** A call that its client cancels gets no status from us. */
    private static final class Cancellable<Q, R> extends SimpleForwardingServerCallListener<Q> {

        private final Followed<Q, R> call;

        Cancellable(ServerCall.Listener<Q> delegate, Followed<Q, R> call) {
            super(delegate);
            this.call = call;
        }

        @Override
        public void onCancel() {
            call.end(Status.Code.CANCELLED);
            super.onCancel();
        }
    }
}
