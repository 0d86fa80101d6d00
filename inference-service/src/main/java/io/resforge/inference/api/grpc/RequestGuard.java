package io.resforge.inference.api.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.BinaryLog;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.batching.RequestBudget.Reservation;
import io.resforge.inference.classify.InvalidRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the requests of all services: within the bytes that are reserved for them, and not before it is known how many objects they
 * become. gRPC's hook for binary logs is the one place that sees the bytes of every method, those of the framework's services too.
 */
final class RequestGuard extends BinaryLog {

    private final int mostObjects;
    private final GrpcErrors errors;
    private final Map<String, MethodDescriptor<?, ?>> guarded = new ConcurrentHashMap<>();

    /** @param mostObjects that one message may become */
    RequestGuard(int mostObjects, GrpcErrors errors) {
        this.mostObjects = mostObjects;
        this.errors = errors;
    }

    @Override
    public <Q, R> ServerMethodDefinition<?, ?> wrapMethodDefinition(ServerMethodDefinition<Q, R> definition) {
        MethodDescriptor<Q, R> method = definition.getMethodDescriptor();
        if (!(method.getRequestMarshaller() instanceof PrototypeMarshaller<Q> messages
                && messages.getMessagePrototype() instanceof Message)) {
            return definition;
        }
        ServerCallHandler<Q, R> handler = definition.getServerCallHandler();
        return ServerMethodDefinition.create(
                guarded(method, messages),
                (call, headers) -> new GuardedCall<>(call, method, errors).start(handler, headers));
    }

    @Override
    public Channel wrapChannel(Channel channel) {
        return channel;
    }

    @Override
    public void close() {
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
    private record Outcome<Q>(Q request, RuntimeException failure) {}

    /** Makes messages of bytes; their byte strings are parts of the one array that was read. */
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
            InboundBytes inbound = InboundBytes.of(Context.current());
            try {
                return new Outcome<>(read(wire, inbound.parse(), inbound.most()), null);
            } catch (IOException e) {
                return new Outcome<>(null, new InvalidRequest("request", "is no valid message: " + e.getMessage()));
            } catch (RuntimeException e) {
                return new Outcome<>(null, e);
            }
        }

        private Q read(InputStream wire, Reservation held, long most) throws IOException {
            byte[] bytes = wire instanceof KnownLength ? whole(wire) : BodyBytes.read(wire, held, most);
            held.grow(new MessageScan(mostObjects).bytesOfNumbers(bytes, prototype.getDescriptorForType()));
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            input.enableAliasing(true);
            return messages.getMessageClass().cast(prototype.getParserForType().parseFrom(input));
        }

        private static byte[] whole(InputStream wire) throws IOException {
            byte[] bytes = new byte[wire.available()];
            if (wire.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException("it breaks off");
            }
            return bytes;
        }
    }

    /** A call that the guard may end while others answer it. */
    private static final class GuardedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final MethodDescriptor<Q, R> method;
        private final GrpcErrors errors;
        private final InboundBytes inbound = InboundBytes.of(Context.current());
        private boolean refused;

        @SuppressWarnings("unchecked") // only the listener sees requests
        GuardedCall(ServerCall<Outcome<Q>, R> call, MethodDescriptor<Q, R> method, GrpcErrors errors) {
            super((ServerCall<Q, R>) (ServerCall<?, R>) call);
            this.method = method;
            this.errors = errors;
        }

        ServerCall.Listener<Outcome<Q>> start(ServerCallHandler<Q, R> handler, Metadata headers) {
            inbound.onRefusal(this::refuse);
            return isRefused() ? new ServerCall.Listener<>() {} : new Guarded<>(this, handler.startCall(this, headers));
        }

        private synchronized boolean isRefused() {
            return refused;
        }

        private synchronized void refuse(RuntimeException failure) {
            if (!refused) {
                StatusRuntimeException answer = errors.status(failure);
                close(answer.getStatus(), answer.getTrailers());
                refused = true;
            }
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            return method;
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!refused) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(R message) {
            if (!refused) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!refused) {
                super.close(status, trailers);
            }
        }
    }

    /** Hands requests on. For who listens behind it, a call that was refused looks like one that its client cancelled. */
    private static final class Guarded<Q> extends ServerCall.Listener<Outcome<Q>> {

        private final GuardedCall<Q, ?> call;
        private final ServerCall.Listener<Q> listener;

        Guarded(GuardedCall<Q, ?> call, ServerCall.Listener<Q> listener) {
            this.call = call;
            this.listener = listener;
        }

        @Override
        public void onMessage(Outcome<Q> outcome) {
            if (outcome.failure() != null) {
                call.refuse(outcome.failure());
            } else if (!call.isRefused()) {
                listener.onMessage(outcome.request());
            }
        }

        @Override
        public void onHalfClose() {
            if (!call.isRefused()) {
                listener.onHalfClose();
            }
        }

        @Override
        public void onReady() {
            listener.onReady();
        }

        @Override
        public void onComplete() {
            if (call.isRefused()) {
                listener.onCancel();
            } else {
                listener.onComplete();
            }
        }

        @Override
        public void onCancel() {
            listener.onCancel();
        }
    }
}
