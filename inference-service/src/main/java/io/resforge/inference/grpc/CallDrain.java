package io.resforge.inference.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.resforge.inference.batcher.Stopping;
import io.resforge.v1.InferenceServiceGrpc;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the calls of our own service that are under way, so that going down can wait for them, and turns away every call that comes
 * after. Others, such as a health watch, may go on for ever and are not waited for.
 */
public class CallDrain {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay;
    private boolean draining;

    /** Is asked for each call, as a {@link io.grpc.ServerInterceptor}. */
    public <Q, R> ServerCall.Listener<Q> intercept(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        boolean counted = InferenceServiceGrpc.SERVICE_NAME.equals(
                call.getMethodDescriptor().getServiceName());
        if (!enter(counted)) {
            call.close(Status.UNAVAILABLE.withDescription(new Stopping().getMessage()), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        if (!counted) {
            return next.startCall(call, headers);
        }
        try {
            return new Counted<>(next.startCall(call, headers));
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
    }

    /**
     * Lets no more calls in and waits for those that are under way.
     *
     * @return how many had not ended when the time was up
     */
    public int drain(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            draining = true;
            long left = atMost.toNanos();
            while (underWay > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    private boolean enter(boolean counted) {
        lock.lock();
        try {
            if (counted && !draining) {
                underWay++;
            }
            return !draining;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            underWay--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Of a call's two ways to end, gRPC reports exactly one. */
    private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {

        Counted(ServerCall.Listener<Q> delegate) {
            super(delegate);
        }

        @Override
        public void onComplete() {
            leave();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            leave();
            super.onCancel();
        }
    }
}
