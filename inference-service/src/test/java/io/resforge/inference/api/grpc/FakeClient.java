package io.resforge.inference.api.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.resforge.v1.ClassifyResponse;
import java.util.ArrayList;
import java.util.List;

/** The far end of a stream, whose transport is full when the test says so. */
final class FakeClient extends ServerCallStreamObserver<ClassifyResponse> {

    final List<String> answers = new ArrayList<>();
    int requested;
    boolean ready = true;
    boolean completed;
    boolean sendingFails;
    Throwable error;
    Runnable onReady;
    Runnable onCancel;

    @Override
    public void onNext(ClassifyResponse response) {
        if (sendingFails) {
            throw new StackOverflowError("a message that cannot be written");
        }
        answers.add(response.getModel().getVersion());
    }

    @Override
    public void onError(Throwable failure) {
        error = failure;
    }

    @Override
    public void onCompleted() {
        completed = true;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void request(int count) {
        requested += count;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}
