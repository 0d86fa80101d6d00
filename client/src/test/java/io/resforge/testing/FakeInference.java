package io.resforge.testing;

import com.google.protobuf.Duration;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.FeedbackRequest;
import io.resforge.v1.FeedbackResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.GetModelResponse;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.resforge.v1.Model;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Prediction;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An inference service that takes every image for a frog. */
public final class FakeInference extends InferenceServiceImplBase {

    private static final List<String> LABELS = List.of("frog", "deer", "cat");
    private static final float[] SHARES = {0.75f, 0.2f, 0.05f};

    /** How it classifies. */
    public final Script<ClassifyRequest, ClassifyResponse> classify = new Script<>(this::frogs);

    /** How it describes its model. */
    public final Script<GetModelRequest, GetModelResponse> getModel = new Script<>(
            question -> GetModelResponse.newBuilder().setModel(model()).build());

    /** How it takes feedback: every image is a frog. */
    public final Script<FeedbackRequest, FeedbackResponse> feedback =
            new Script<>(given -> FeedbackResponse.newBuilder()
                    .setCorrect(given.getTrueLabel().equals(LABELS.get(0)))
                    .setPredictedLabel(LABELS.get(0))
                    .setCounted(true)
                    .build());

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile boolean holding;
    private volatile int predictionsAnImage = 1;
    private volatile String live = "1";
    private volatile Model described = Model.getDefaultInstance();

    /** Serves this version from now on. */
    public void serve(String version) {
        live = version;
    }

    /** Describes its model with these facts besides the version that is live. */
    public void describe(Model facts) {
        described = facts;
    }

    /** Takes calls from now on and never answers them. */
    public void holdCalls() {
        holding = true;
    }

    /** Waits until it holds a call, for at most 20 s. */
    public void awaitHeldCall() throws InterruptedException {
        if (!held.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("no call has come");
        }
    }

    /** Waits until a call that it holds is cancelled, for at most 20 s. */
    public void awaitCancelledCall() throws InterruptedException {
        if (!cancelled.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("no call was cancelled");
        }
    }

    /** Lies from now on: it answers for each image twice. */
    public void answerTwice() {
        predictionsAnImage = 2;
    }

    private Model model() {
        return described.toBuilder().setLive(version()).build();
    }

    private ModelVersion version() {
        return ModelVersion.newBuilder().setModel("cifar10").setVersion(live).build();
    }

    private ClassifyResponse frogs(ClassifyRequest request) {
        int classes = request.getTopK() == 0 ? LABELS.size() : Math.min(LABELS.size(), request.getTopK());
        Prediction.Builder frog = Prediction.newBuilder();
        for (int i = 0; i < classes; i++) {
            frog.addClasses(ClassProbability.newBuilder()
                    .setLabel(LABELS.get(i))
                    .setIndex(i)
                    .setProbability(SHARES[i]));
        }
        ClassifyResponse.Builder answer = ClassifyResponse.newBuilder()
                .setModel(version())
                .setElapsed(Duration.newBuilder().setNanos(1_500_000));
        for (int i = 0; i < predictionsAnImage * request.getImagesCount(); i++) {
            answer.addPredictions(frog);
        }
        return answer.build();
    }

    @Override
    public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> caller) {
        if (holding) {
            ((ServerCallStreamObserver<ClassifyResponse>) caller).setOnCancelHandler(cancelled::countDown);
            held.countDown();
        } else {
            classify.answer(request, caller);
        }
    }

    @Override
    public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> caller) {
        feedback.answer(request, caller);
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> caller) {
        getModel.answer(request, caller);
    }
}
