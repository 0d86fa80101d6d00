package io.resforge.inference.api.grpc;

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
    static <R> void now(StreamObserver<R> client, GrpcErrors errors, Supplier<R> answer) {
        mindCancellation(client);
        R response;
        try {
            response = answer.get();
        } catch (RuntimeException | Error failure) {
            client.onError(errors.status(failure));
            return;
        }
        send(response, client, errors, CallTracing.of(Context.current()));
    }

    /** Answers as soon as the answer is there. */
    static <R> void whenDone(CompletableFuture<R> answer, StreamObserver<R> client, GrpcErrors errors) {
        mindCancellation(client);
        CallTrace trace = CallTracing.of(Context.current());
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                client.onError(errors.status(failure, trace));
            } else {
                send(response, client, errors, trace);
            }
        });
    }

    /** With a handler, answering a call that was cancelled a moment ago does nothing instead of throwing. */
    private static <R> void mindCancellation(StreamObserver<R> client) {
        ((ServerCallStreamObserver<R>) client).setOnCancelHandler(() -> {});
    }

    /** What is thrown here, the future would swallow, and the caller would wait in vain. */
    private static <R> void send(R response, StreamObserver<R> client, GrpcErrors errors, CallTrace trace) {
        try {
            client.onNext(response);
            client.onCompleted();
        } catch (RuntimeException | Error failure) {
            client.onError(errors.status(failure, trace));
        }
    }
}
