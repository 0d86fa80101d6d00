package io.resforge.trainer.api;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/**
 * Answers unary calls. They arrive on the event loop, and each is worked on by a virtual thread of its own. The framework's way to do
 * that, an annotation, now and then loses the event that ends a request: the call then fails, or is never answered.
 */
final class UnaryCalls {

    private UnaryCalls() {}

    /** Sends what the work gives, or the status that its failure stands for. Returns at once. */
    static <T> void answer(StreamObserver<T> client, Supplier<T> work) {
        // With a handler, answering a call that was cancelled a moment ago does nothing instead of throwing.
        ((ServerCallStreamObserver<T>) client).setOnCancelHandler(() -> {});
        Thread.ofVirtual().name("call").start(Context.current().wrap(() -> work(client, work)));
    }

    private static <T> void work(StreamObserver<T> client, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException failure) {
            client.onError(Statuses.of(failure));
            return;
        } catch (Error failure) { // as when memory runs out; the client must not wait for ever
            client.onError(Statuses.of(new IllegalStateException(failure)));
            throw failure;
        }
        client.onNext(answer);
        client.onCompleted();
    }
}
