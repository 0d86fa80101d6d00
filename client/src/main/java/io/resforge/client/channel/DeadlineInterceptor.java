package io.resforge.client.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Gives every unary call a deadline that has none; streams last as long as they last. */
final class DeadlineInterceptor implements ClientInterceptor {

    private final Duration deadline;

    DeadlineInterceptor(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean bounded = options.getDeadline() != null || method.getType() != MethodDescriptor.MethodType.UNARY;
        CallOptions used = bounded ? options : options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        return next.newCall(method, used);
    }
}
