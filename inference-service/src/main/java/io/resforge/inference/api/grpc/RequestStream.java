package io.resforge.inference.api.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One stream of requests. At most {@code window} are under way or not yet taken by the client: each answer that is sent
 * asks for one more request, and answers wait until the transport takes them. A client that reads slowly holds up only
 * itself.
 *
 * <p>Workers and the event loop meet here; all state is guarded by {@code this}.
 */
final class RequestStream<Q, R> implements StreamObserver<Q> {

    private final ServerCallStreamObserver<R> client;
    private final Function<Q, CompletableFuture<R>> answering;
    private final Function<Throwable, StatusRuntimeException> errors;
    private final Queue<CompletableFuture<R>> underWay = new ArrayDeque<>();
    private boolean halfClosed;
    private boolean ended;

    private RequestStream(
            ServerCallStreamObserver<R> client,
            Function<Q, CompletableFuture<R>> answering,
            Function<Throwable, StatusRuntimeException> errors) {
        this.client = client;
        this.answering = answering;
        this.errors = errors;
    }

    /** Begins a stream; {@code answering} throws nothing, {@code errors} makes a status of a failure. */
    static <Q, R> RequestStream<Q, R> open(
            ServerCallStreamObserver<R> client,
            int window,
            Function<Q, CompletableFuture<R>> answering,
            Function<Throwable, StatusRuntimeException> errors) {
        RequestStream<Q, R> stream = new RequestStream<>(client, answering, errors);
        client.disableAutoRequest();
        client.setOnReadyHandler(stream::send);
        client.setOnCancelHandler(stream::cancel);
        client.request(window);
        return stream;
    }

    @Override
    public void onNext(Q request) {
        CompletableFuture<R> response;
        synchronized (this) {
            if (ended) {
                return; // it was on its way when an earlier one failed
            }
            response = answering.apply(request);
            underWay.add(response);
        }
        response.whenComplete((answered, failed) -> send());
    }

    @Override
    public void onError(Throwable failure) {
        cancel();
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        send();
    }

    /** Sends what is due, in the order of the requests. An error need not wait for the transport. */
    private synchronized void send() {
        while (!ended && !underWay.isEmpty() && underWay.peek().isDone()) {
            CompletableFuture<R> next = underWay.peek();
            if (next.isCompletedExceptionally()) {
                end();
                client.onError(errors.apply(next.exceptionNow()));
            } else if (client.isReady()) {
                underWay.remove();
                send(next.resultNow());
            } else {
                return;
            }
        }
        if (halfClosed && underWay.isEmpty() && !ended) {
            end();
            client.onCompleted();
        }
    }

    /** What is thrown here, a future would swallow, and the caller would wait in vain. */
    private void send(R response) {
        try {
            client.onNext(response);
            client.request(1);
        } catch (RuntimeException | Error failure) {
            end();
            client.onError(errors.apply(failure));
        }
    }

    private synchronized void cancel() {
        end();
    }

    /** What is under way for this stream is abandoned with its context. */
    private void end() {
        ended = true;
        underWay.clear();
    }
}
