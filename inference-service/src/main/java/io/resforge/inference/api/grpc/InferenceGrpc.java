package io.resforge.inference.api.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.FeedbackService;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import io.resforge.support.access.Requester;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.FeedbackResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.GetModelResponse;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.ListModelsResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The contract's edge. Calls arrive on the event loop, which is never blocked, and are answered by the workers. */
@GrpcService
public class InferenceGrpc extends InferenceServiceGrpc.InferenceServiceImplBase {

    private final ClassifyService classifying;
    private final ServedModels models;
    private final ServingObserver observer;
    private final FeedbackService feedback;
    private final Replies replies;
    private final int streamWindow;

    public InferenceGrpc(
            ClassifyService classifying,
            ServedModels models,
            FeedbackService feedback,
            ServingObserver observer,
            InferenceConfig config) {
        this.classifying = classifying;
        this.models = models;
        this.observer = observer;
        this.feedback = feedback;
        this.replies = new Replies(observer);
        this.streamWindow = config.limits().streamWindow();
    }

    @Override
    public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> observer) {
        replies.whenDone(answer(request), observer);
    }

    @Override
    public StreamObserver<ClassifyRequest> classifyStream(StreamObserver<ClassifyResponse> observer) {
        CallTrace trace = CallTracing.of(Context.current());
        return RequestStream.open(
                (ServerCallStreamObserver<ClassifyResponse>) observer,
                streamWindow,
                this::answer,
                failure -> replies.status(failure, trace));
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
        replies.now(observer, () -> {
            ServedModel model = models.model(request.getModel());
            return GetModelResponse.newBuilder()
                    .setModel(models.isCold(model) ? Messages.cold(model) : Messages.model(models.get(model.name())))
                    .build();
        });
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
        replies.now(observer, () -> {
            ListModelsResponse.Builder response = ListModelsResponse.newBuilder();
            Requester requester = Requester.current();
            models.models().stream()
                    .filter(model -> requester.mayUse(model.name()))
                    .forEach(model -> models.described(model)
                            .map(Messages::model)
                            .or(() -> Optional.of(model).filter(models::isCold).map(Messages::cold))
                            .ifPresent(response::addModels));
            return response.build();
        });
    }

    @Override
    public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> observer) {
        replies.now(
                observer,
                () -> Messages.response(
                        feedback.give(request.getPredictionId(), request.getTrueLabel(), Requester.current()::mayUse)));
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
        } catch (RuntimeException | Error failure) {
            caller.forget();
            return CompletableFuture.failedFuture(failure);
        }
    }
}
