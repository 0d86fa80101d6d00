package io.resforge.support;

import com.google.protobuf.Message;
import io.grpc.BinaryLog;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reads the requests of all services of a gRPC server, so that bytes that are no message are their sender's mistake: without it the call
 * ends with {@code UNKNOWN}, and the log gets a trace. gRPC's hook for binary logs is the one place that sees the bytes of every method.
 */
public abstract class GuardedRequests extends BinaryLog {

    private final Map<String, MethodDescriptor<?, ?>> guarded = new ConcurrentHashMap<>();

    /**
     * Makes a message of bytes, in the context of its call.
     *
     * @throws IOException if they are none
     */
    protected abstract <Q> Q read(InputStream wire, Class<Q> type, Message prototype) throws IOException;

    /** The status that a call ends with whose request could not be read. */
    protected abstract StatusRuntimeException status(Exception failure);

    /**
     * Is told of each call, before its handler is.
     *
     * @param refuse ends the call, whenever it is called
     */
    protected void begins(Consumer<RuntimeException> refuse) {
        // A call ends by its handler or its request, unless someone else has reasons.
    }

    @Override
    public final <Q, R> ServerMethodDefinition<?, ?> wrapMethodDefinition(ServerMethodDefinition<Q, R> definition) {
        MethodDescriptor<Q, R> method = definition.getMethodDescriptor();
        if (!(method.getRequestMarshaller() instanceof PrototypeMarshaller<Q> messages
                && messages.getMessagePrototype() instanceof Message)) {
            return definition;
        }
        ServerCallHandler<Q, R> handler = definition.getServerCallHandler();
        return ServerMethodDefinition.create(
                guarded(method, messages), (call, headers) -> new GuardedCall<>(call, method).start(handler, headers));
    }

    @Override
    public final Channel wrapChannel(Channel channel) {
        return channel;
    }

    @Override
    public final void close() {
        // It keeps nothing open.
    }

    @SuppressWarnings("unchecked") // by its name it is always the same method
    private <Q, R> MethodDescriptor<Outcome<Q>, R> guarded(
            MethodDescriptor<Q, R> method, PrototypeMarshaller<Q> messages) {
        return (MethodDescriptor<Outcome<Q>, R>)
                guarded.computeIfAbsent(method.getFullMethodName(), name -> method.toBuilder(
                                new Reader<>(messages), method.getResponseMarshaller())
                        .build());
    }

    /** A request, or why there is none. */
    private record Outcome<Q>(Q request, Exception failure) {}

    private final class Reader<Q> implements Marshaller<Outcome<Q>> {

        private final PrototypeMarshaller<Q> messages;
        private final Message prototype;

        Reader(PrototypeMarshaller<Q> messages) {
            this.messages = messages;
            this.prototype = (Message) messages.getMessagePrototype();
        }

        @Override
        public InputStream stream(Outcome<Q> outcome) {
            return messages.stream(outcome.request());
        }

        @Override
        public Outcome<Q> parse(InputStream wire) {
            try {
                return new Outcome<>(read(wire, messages.getMessageClass(), prototype), null);
            } catch (IOException | RuntimeException e) {
                return new Outcome<>(null, e);
            }
        }
    }

    /** A call that the guard may end while others answer it. */
    private final class GuardedCall<Q, R> extends RefusableCall<Q, R> {

        private final MethodDescriptor<Q, R> method;

        @SuppressWarnings("unchecked") // only the listener sees requests
        GuardedCall(ServerCall<Outcome<Q>, R> call, MethodDescriptor<Q, R> method) {
            super((ServerCall<Q, R>) (ServerCall<?, R>) call);
            this.method = method;
        }

        ServerCall.Listener<Outcome<Q>> start(ServerCallHandler<Q, R> handler, Metadata headers) {
            begins(this::refuse);
            if (isRefused()) {
                return new ServerCall.Listener<>() {};
            }
            ServerCall.Listener<Q> listener = handler.startCall(this, headers);
            return new UntilRefused<>(listener) {
                @Override
                public void onMessage(Outcome<Q> outcome) {
                    if (outcome.failure() != null) {
                        refuse(outcome.failure());
                    } else if (!isRefused()) {
                        listener.onMessage(outcome.request());
                    }
                }
            };
        }

        private void refuse(Exception failure) {
            if (!isClosed()) {
                StatusRuntimeException answer = status(failure);
                refuse(answer.getStatus(), answer.getTrailers());
            }
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            return method;
        }
    }
}
