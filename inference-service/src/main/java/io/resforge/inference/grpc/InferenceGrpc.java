package io.resforge.inference.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.config.ResForgeConfig;
import io.resforge.inference.feedback.FeedbackService;
import io.resforge.inference.telemetry.CallTrace;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.FeedbackResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.GetModelResponse;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.ListModelsResponse;
import java.util.concurrent.CompletableFuture;

/** The contract's edge. Calls arrive on the event loop, which is never blocked, and are answered by the workers. */
@GrpcService
public class InferenceGrpc extends InferenceServiceGrpc.InferenceServiceImplBase {

    private final ClassifyService classifying;
    private final ServedModels models;
    private final FeedbackService feedback;
    private final ServingObserver observer;
    private final Errors errors;
    private final int streamWindow;

    public InferenceGrpc(
            ClassifyService classifying,
            ServedModels models,
            FeedbackService feedback,
            ServingObserver observer,
            ResForgeConfig config) {
        this.classifying = classifying;
        this.models = models;
        this.feedback = feedback;
        this.observer = observer;
        this.errors = new Errors(observer);
        this.streamWindow = config.limits().streamWindow();
    }

    @Override
    public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> observer) {
        ServerCallStreamObserver<ClassifyResponse> client = (ServerCallStreamObserver<ClassifyResponse>) observer;
        // With a handler, answering a call that was cancelled a moment ago does nothing instead of throwing.
        client.setOnCancelHandler(() -> {});
        CallTrace trace = CallTracing.of(Context.current());
        answer(request).whenComplete((response, failure) -> {
            if (failure != null) {
                client.onError(errors.status(failure, trace));
            } else {
                client.onNext(response);
                client.onCompleted();
            }
        });
    }

    @Override
    public StreamObserver<ClassifyRequest> classifyStream(StreamObserver<ClassifyResponse> observer) {
        CallTrace trace = CallTracing.of(Context.current());
        return ClassifyStream.open(
                (ServerCallStreamObserver<ClassifyResponse>) observer,
                streamWindow,
                this::answer,
                failure -> errors.status(failure, trace));
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
        try {
            ServedModels.Served served = models.get(request.getModel());
            observer.onNext(GetModelResponse.newBuilder()
                    .setModel(Messages.model(served))
                    .build());
            observer.onCompleted();
        } catch (RuntimeException failure) {
            observer.onError(errors.status(failure));
        }
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
        ListModelsResponse.Builder response = ListModelsResponse.newBuilder();
        models.all().forEach(served -> response.addModels(Messages.model(served)));
        observer.onNext(response.build());
        observer.onCompleted();
    }

    @Override
    public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> observer) {
        try {
            FeedbackService.Result result = feedback.give(request.getPredictionId(), request.getTrueLabel());
            observer.onNext(Messages.response(result));
            observer.onCompleted();
        } catch (RuntimeException failure) {
            observer.onError(errors.status(failure));
        }
    }

    private ClassifyResponse encode(Answer answer, long arrival) {
        long begin = System.nanoTime();
        ClassifyResponse response = Messages.response(answer, begin - arrival);
        observer.encoded(answer.model(), System.nanoTime() - begin);
        return response;
    }

    /** Answers one request; a failure, too, is in the future. */
    private CompletableFuture<ClassifyResponse> answer(ClassifyRequest request) {
        long arrival = System.nanoTime();
        GrpcCaller caller = GrpcCaller.current();
        try {
            return caller.until(classifying.classify(Messages.query(request), caller.caller()))
                    .thenApply(answer -> encode(answer, arrival));
        } catch (RuntimeException failure) {
            caller.forget();
            return CompletableFuture.failedFuture(failure);
        }
    }
}
