package io.resforge.fuzz;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call whose bytes come from memory and whose handler is the service's own; what it answers is let go of. */
public final class DirectCall<Q, A> extends ServerCall<Q, A> {

    /** Unary calls are answered long before. */
    private static final int LONGEST_SECONDS = 30;

    /** Streams have no end of their own; so long they are listened to. */
    private static final int STREAM_MILLIS = 5;

    private final MethodDescriptor<Q, A> method;
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    private DirectCall(MethodDescriptor<Q, A> method) {
        this.method = method;
    }

    /**
     * Makes a call with one message.
     *
     * @return how it ended; OK for a stream that goes on
     * @throws RuntimeException as the marshaller does for bytes that are no message
     */
    public static <Q, A> Status of(ServerMethodDefinition<Q, A> definition, byte[] message) throws Exception {
        MethodDescriptor<Q, A> method = definition.getMethodDescriptor();
        Q request = method.parseRequest(new ByteArrayInputStream(message));
        DirectCall<Q, A> call = new DirectCall<>(method);
        ServerCallHandler<Q, A> handler = definition.getServerCallHandler();
        Listener<Q> listener = handler.startCall(call, new Metadata());
        listener.onReady();
        listener.onMessage(request);
        listener.onHalfClose();
        try {
            Status status = call.end.get(
                    method.getType().serverSendsOneMessage() ? LONGEST_SECONDS * 1_000 : STREAM_MILLIS,
                    TimeUnit.MILLISECONDS);
            listener.onComplete();
            return status;
        } catch (TimeoutException e) {
            if (method.getType().serverSendsOneMessage()) {
                throw new AssertionError(method.getFullMethodName() + " has no answer after " + LONGEST_SECONDS + " s");
            }
            listener.onCancel();
            return Status.OK;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void request(int messages) {
        // There is one.
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // They are let go of.
    }

    @Override
    public void sendMessage(A message) {
        method.streamResponse(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        end.complete(status);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
        return method;
    }

    @Override
    public Attributes getAttributes() {
        return Attributes.EMPTY;
    }
}
