package io.resforge.support.access;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.InputStream;

/**
 * Has a call of a method that there is not go the way of all others: who may not call is told so before it is told what there is. All have
 * one name inside, so that a caller's text is the name of no series of metrics.
 */
final class UnknownCalls extends HandlerRegistry {

    private static final MethodDescriptor<InputStream, InputStream> METHOD =
            MethodDescriptor.<InputStream, InputStream>newBuilder(new Unread(), new Unread())
                    .setFullMethodName("unknown/unknown")
                    .setType(MethodDescriptor.MethodType.UNKNOWN)
                    .build();

    private static final ServerMethodDefinition<?, ?> DEFINITION =
            ServerMethodDefinition.create(METHOD, (call, headers) -> {
                call.close(Status.UNIMPLEMENTED.withDescription("there is no such method"), new Metadata());
                return new ServerCall.Listener<>() {};
            });

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
        return DEFINITION;
    }

    private static final class Unread implements MethodDescriptor.Marshaller<InputStream> {

        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }
}
