package io.resforge.inference.api.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.Failure;
import io.resforge.inference.batching.ServerStopping;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc;
import java.util.Set;

/**
 * Has {@link CallDrain} count the calls of our own services, and turns away every call that comes while the server goes down. Others,
 * such as a health watch, may go on for ever and are not waited for.
 */
final class CountedCalls {

    private static final Set<String> COUNTED =
            Set.of(InferenceServiceGrpc.SERVICE_NAME, GRPCInferenceServiceGrpc.SERVICE_NAME);

    private final CallDrain calls;

    CountedCalls(CallDrain calls) {
        this.calls = calls;
    }

    /** Is asked for each call, as a {@link io.grpc.ServerInterceptor}; the framework would wonder about one that it is not to use. */
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
            return new Counted<>(next.startCall(call, headers));
        } catch (RuntimeException | Error e) {
            calls.leave();
            throw e;
        }
    }

    /** Of a call's two ways to end, gRPC reports exactly one. */
    private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {

        Counted(ServerCall.Listener<Q> delegate) {
            super(delegate);
        }

        @Override
        public void onComplete() {
            calls.leave();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            calls.leave();
            super.onCancel();
        }
    }
}
