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
import java.util.Arrays;
import java.util.List;

/** Calls of the inference service. */
public final class Inference {

    private final ServiceConnection server;
    private final InferenceServiceGrpc.InferenceServiceBlockingStub stub;

    Inference(ServiceConnection server) {
        this.server = server;
        this.stub = InferenceServiceGrpc.newBlockingStub(server.channel());
    }

    /**
     * Classifies images with the live version of the server's own model.
     *
     * @param images at least one, see {@link Images}
     * @return one prediction an image, in their order, and which version answered
     * @throws ResForgeException if the call fails
     */
    public ClassifyResponse classify(Image... images) {
        return classify(
                ClassifyRequest.newBuilder().addAllImages(Arrays.asList(images)).build());
    }

    /**
     * Classifies images with the model and version that the request names.
     *
     * @throws ResForgeException if the call fails
     */
    public ClassifyResponse classify(ClassifyRequest request) {
        return server.call(() -> stub.classify(request));
    }

    /**
     * Tells what an image that was classified really shows. Said twice, it counts once.
     *
     * @param predictionId as the answer gave it, see {@code Prediction.getId()}
     * @param trueLabel the right class, such as {@code frog}
     * @return whether the prediction was right, and whether it was counted now
     * @throws ResForgeException if the call fails
     */
    public FeedbackResponse feedback(String predictionId, String trueLabel) {
        FeedbackRequest request = FeedbackRequest.newBuilder()
                .setPredictionId(predictionId)
                .setTrueLabel(trueLabel)
                .build();
        return server.call(() -> stub.feedback(request));
    }

    /**
     * Describes the models that are served.
     *
     * @throws ResForgeException if the call fails
     */
    public List<Model> models() {
        return server.call(() -> stub.listModels(ListModelsRequest.getDefaultInstance()))
                .getModelsList();
    }

    /**
     * Describes one model and its live version.
     *
     * @param name the model; empty stands for the server's own
     * @throws ResForgeException if the call fails
     */
    public Model model(String name) {
        GetModelRequest request = GetModelRequest.newBuilder().setModel(name).build();
        return server.call(() -> stub.getModel(request)).getModel();
    }
}
