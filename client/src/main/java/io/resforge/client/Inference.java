package io.resforge.client;

import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.FeedbackResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.Model;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Calls of the inference service. A call that fails throws a {@link ResForgeException}.
 *
 * <p>Methods that return a {@link CompletableFuture} do not wait. Their failure is a {@link ResForgeException} too, which
 * {@code get} and {@code join} wrap as usual. Cancelling the future cancels the call, and so does its timeout
 * ({@code orTimeout}); the server then drops the work. What is attached to a future runs on a thread of gRPC unless it is
 * given an executor, and must not block there.
 */
public final class Inference {

    private final ServiceConnection server;
    private final InferenceServiceGrpc.InferenceServiceBlockingStub stub;

    Inference(ServiceConnection server) {
        this.server = server;
        this.stub = InferenceServiceGrpc.newBlockingStub(server.channel());
    }

    /**
     * The same over the same connections, with another deadline for each call.
     *
     * @param deadline the longest that one call takes, its retries included; above zero
     * @throws IllegalArgumentException if it is not above zero
     */
    public Inference withDeadline(Duration deadline) {
        return new Inference(server.withDeadline(deadline));
    }

    /**
     * Classifies images with the live version of the server's own model.
     *
     * @param images at least one, see {@link Images}
     * @return one prediction an image, in their order, and which version answered
     */
    public ClassifyResponse classify(Image... images) {
        return classify(
                ClassifyRequest.newBuilder().addAllImages(Arrays.asList(images)).build());
    }

    /** Classifies images with the model and version that the request names. */
    public ClassifyResponse classify(ClassifyRequest request) {
        return server.call(() -> stub.classify(request));
    }

    /** Classifies images as {@link #classify(Image...)} does, without waiting. */
    public CompletableFuture<ClassifyResponse> classifyAsync(Image... images) {
        return classifyAsync(
                ClassifyRequest.newBuilder().addAllImages(Arrays.asList(images)).build());
    }

    /** Classifies images as {@link #classify(ClassifyRequest)} does, without waiting. */
    public CompletableFuture<ClassifyResponse> classifyAsync(ClassifyRequest request) {
        return server.begin(InferenceServiceGrpc.getClassifyMethod(), request);
    }

    /** Classifies any number of images, in as many calls as they need. */
    public BulkClassifier bulk() {
        return new BulkClassifier(this, server.policy().deadline());
    }

    /**
     * Tells what an image that was classified really shows. Said twice, it counts once.
     *
     * @param predictionId as the answer gave it, see {@code Prediction.getId()}
     * @param trueLabel the right class, such as {@code frog}
     * @return whether the prediction was right, and whether it was counted now
     */
    public FeedbackResponse feedback(String predictionId, String trueLabel) {
        FeedbackRequest request = feedbackRequest(predictionId, trueLabel);
        return server.call(() -> stub.feedback(request));
    }

    /** Gives feedback as {@link #feedback(String, String)} does, without waiting. */
    public CompletableFuture<FeedbackResponse> feedbackAsync(String predictionId, String trueLabel) {
        return server.begin(InferenceServiceGrpc.getFeedbackMethod(), feedbackRequest(predictionId, trueLabel));
    }

    private static FeedbackRequest feedbackRequest(String predictionId, String trueLabel) {
        return FeedbackRequest.newBuilder()
                .setPredictionId(predictionId)
                .setTrueLabel(trueLabel)
                .build();
    }

    /** Describes the models that are served. */
    public List<Model> models() {
        return server.call(() -> stub.listModels(ListModelsRequest.getDefaultInstance()))
                .getModelsList();
    }

    /**
     * Describes one model and its live version.
     *
     * @param name the model; empty stands for the server's own
     */
    public Model model(String name) {
        GetModelRequest request = GetModelRequest.newBuilder().setModel(name).build();
        return server.call(() -> stub.getModel(request)).getModel();
    }
}
