package io.resforge.support;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** A gRPC call that may be refused while a service answers it. What the service sends after that is dropped. */
public abstract class RefusableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private boolean closed;
    private boolean refused;

    protected RefusableCall(ServerCall<Q, R> call) {
        super(call);
    }

    protected final synchronized boolean isRefused() {
        return refused;
    }

    /** Whether nothing can be sent any more. */
    protected final synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the call, unless it has ended. */
    protected final synchronized void refuse(Status status, Metadata trailers) {
        if (!closed) {
            close(status, trailers);
            refused = true;
        }
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
            closed = true;
            super.close(status, trailers);
        }
    }

    /** Hands on what comes. To the service, a call that was refused looks like one that its client cancelled. */
    protected abstract class UntilRefused<M> extends ServerCall.Listener<M> {

        private final ServerCall.Listener<?> next;

        protected UntilRefused(ServerCall.Listener<?> next) {
            this.next = next;
        }

        @Override
        public void onHalfClose() {
            if (!isRefused()) {
                next.onHalfClose();
            }
        }

        @Override
        public void onReady() {
            next.onReady();
        }

        @Override
        public void onComplete() {
            if (isRefused()) {
                next.onCancel();
            } else {
                next.onComplete();
            }
        }

        @Override
        public void onCancel() {
            next.onCancel();
        }
    }
}
