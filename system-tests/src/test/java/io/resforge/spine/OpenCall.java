package io.resforge.spine;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A call of ClassifyStream that is under way for as long as a test likes. */
final class OpenCall implements StreamObserver<ClassifyResponse> {

    private final AtomicInteger answers = new AtomicInteger();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final StreamObserver<ClassifyRequest> requests;

    OpenCall(Channel channel) {
        requests = InferenceServiceGrpc.newStub(channel).classifyStream(this);
    }

    /** Asks about one more image. */
    void ask(Image image) {
        requests.onNext(ClassifyRequest.newBuilder().addImages(image).build());
    }

    /** Waits until so many answers have come in all. */
    void awaitAnswers(int count) {
        Until.holds(count + " answers came", () -> {
            if (end.isCompletedExceptionally()) {
                end.join(); // tells why no more answers will come
            }
            return answers.get() >= count;
        });
    }

    /** Asks nothing more, and waits for the server to end the call in an orderly way. */
    void end() throws ExecutionException, InterruptedException, TimeoutException {
        requests.onCompleted();
        end.get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(ClassifyResponse answer) {
        answers.incrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        end.complete(null);
    }
}
