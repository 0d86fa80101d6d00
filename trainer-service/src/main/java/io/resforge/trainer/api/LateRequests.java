package io.resforge.trainer.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.resforge.support.RefusableCall;
import io.resforge.support.transport.LimitsConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Ends a call whose request has not come whole in time; a connection could be kept in use with calls that never begin. */
@Singleton
@Unremovable
final class LateRequests implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final Duration longest;

    LateRequests(LimitsConfig limits) {
        this.longest = limits.requestTime();
    }

    @Override
    public void customize(GrpcServerConfiguration server, VertxServerBuilder builder) {
        if (longest.isPositive()) {
            builder.intercept(this::intercept);
        }
    }

    /** Is not declared as a {@link io.grpc.ServerInterceptor}: the framework would warn that it does not use it. */
    <Q, R> ServerCall.Listener<Q> intercept(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return next.startCall(call, headers); // reflection: its client decides when it ends
        }
        Timed<Q, R> timed = new Timed<>(call, Vertx.currentContext(), longest);
        return timed.listen(next.startCall(timed, headers));
    }

    private static final class Timed<Q, R> extends RefusableCall<Q, R> {

        private final Context loop;
        private final long timer;

        Timed(ServerCall<Q, R> call, Context loop, Duration longest) {
            super(call);
            this.loop = loop;
            this.timer = loop.owner()
                    .setTimer(
                            Math.max(1, longest.toMillis()),
                            late -> refuse(
                                    Status.DEADLINE_EXCEEDED.withDescription("the request did not come whole within "
                                            + longest.toMillis() + " ms of resforge.limits.request-time"),
                                    new Metadata()));
        }

        private void inTime() {
            loop.owner().cancelTimer(timer);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            inTime();
            super.close(status, trailers);
        }

        Listener<Q> listen(Listener<Q> next) {
            return new UntilRefused<>(next) {
                @Override
                public void onMessage(Q message) {
                    if (!isRefused()) {
                        next.onMessage(message);
                    }
                }

                @Override
                public void onHalfClose() {
                    inTime();
                    super.onHalfClose();
                }

                @Override
                public void onCancel() {
                    inTime();
                    super.onCancel();
                }
            };
        }
    }
}
