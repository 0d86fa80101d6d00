package io.resforge.inference.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.resforge.inference.telemetry.CallTrace;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Ends calls: with their one answer, or with the status of what went wrong. */
final class Replies {

    private Replies() {}

    /** Answers at once. */
    static <R> void now(StreamObserver<R> client, Errors errors, Supplier<R> answer) {
        R response;
        try {
            response = answer.get();
        } catch (RuntimeException failure) {
            client.onError(errors.status(failure));
            return;
        }
        client.onNext(response);
        client.onCompleted();
    }

    /** Answers as soon as the answer is there. */
    static <R> void whenDone(CompletableFuture<R> answer, StreamObserver<R> client, Errors errors) {
        // With a handler, answering a call that was cancelled a moment ago does nothing instead of throwing.
        ((ServerCallStreamObserver<R>) client).setOnCancelHandler(() -> {});
        CallTrace trace = CallTracing.of(Context.current());
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                client.onError(errors.status(failure, trace));
            } else {
                client.onNext(response);
                client.onCompleted();
            }
        });
    }
}
