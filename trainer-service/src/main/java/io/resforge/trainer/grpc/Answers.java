package io.resforge.trainer.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Answers unary calls. */
final class Answers {

    private Answers() {}

    /** Sends what the work gives, or the status that its failure stands for. */
    static <T> void answer(StreamObserver<T> client, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException failure) {
            client.onError(Statuses.of(failure));
            return;
        }
        if (client instanceof ServerCallStreamObserver<T> call && call.isCancelled()) {
            return;
        }
        client.onNext(answer);
        client.onCompleted();
    }
}
