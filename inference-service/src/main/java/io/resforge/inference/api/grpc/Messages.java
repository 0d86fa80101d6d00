package io.resforge.inference.api.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.ClassifyQuery;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.FeedbackService;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot.SlotVersion;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.FeedbackResponse;
import io.resforge.v1.Image;
import io.resforge.v1.LoadedVersion;
import io.resforge.v1.Model;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Prediction;
import io.resforge.v1.RefusedVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Between the contract's messages and our own types. */
final class Messages {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Messages() {}

    static ClassifyQuery query(ClassifyRequest request) {
        List<ImageInput> images = new ArrayList<>(request.getImagesCount());
        for (Image image : request.getImagesList()) {
            images.add(image(image));
        }
        return new ClassifyQuery(
                images,
                request.getTopK(),
                request.getModel(),
                ClassifyQuery.choice(request.getVersion(), request.getLabel()));
    }

    static ClassifyResponse response(Answer answer, long elapsedNanos) {
        ClassifyResponse.Builder response = ClassifyResponse.newBuilder()
                .setModel(version(answer.model()))
                .setElapsed(Duration.newBuilder()
                        .setSeconds(elapsedNanos / NANOS_PER_SECOND)
                        .setNanos((int) (elapsedNanos % NANOS_PER_SECOND)));
        answer.predictions().forEach(seen -> response.addPredictions(prediction(seen)));
        return response.build();
    }

    static FeedbackResponse response(FeedbackService.Result result) {
        return FeedbackResponse.newBuilder()
                .setCorrect(result.correct())
                .setPredictedLabel(result.predictedLabel())
                .setModel(result.model())
                .setVersion(result.version())
                .setCounted(result.counted())
                .build();
    }

    static Model model(ServedModels.Served served) {
        LiveModel live = served.live();
        return Model.newBuilder()
                .setLive(version(live))
                .setArchitecture(live.manifest().architecture())
                .addAllLabels(live.labels())
                .setHeldOutAccuracy(live.manifest().heldOutAccuracy())
                .setParameterCount(live.manifest().parameterCount())
                .setPromotion(live.promotion())
                .setLiveSince(timestamp(live.since()))
                .addAllRefused(served.refused().stream().map(Messages::refused).toList())
                .addAllVersions(served.loaded().stream()
                        .map(loaded -> loaded(loaded, served.routing()))
                        .toList())
                .setOnDemand(served.onDemand())
                .build();
    }

    /** A model that is not loaded, and that a call loads. */
    static Model cold(ServedModel model) {
        return Model.newBuilder()
                .setLive(ModelVersion.newBuilder().setModel(model.name()))
                .addAllRefused(model.refused().stream().map(Messages::refused).toList())
                .setOnDemand(true)
                .build();
    }

    private static LoadedVersion loaded(SlotVersion loaded, Routing routing) {
        String version = loaded.model().version();
        return LoadedVersion.newBuilder()
                .setVersion(version(loaded.model()))
                .addAllLabels(routing.labelsOf(version))
                .setShare(routing.shareOf(version))
                .setShadowShare(routing.shadowShareOf(version))
                .setEngine(loaded.engine())
                .build();
    }

    private static ImageInput image(Image image) {
        return switch (image.getContentCase()) {
            case ENCODED -> new ImageInput.Encoded(image.getEncoded().asReadOnlyByteBuffer());
            case RAW -> new ImageInput.Raw(image.getRaw().asReadOnlyByteBuffer());
            case CONTENT_NOT_SET -> new ImageInput.Missing();
        };
    }

    private static Prediction prediction(io.resforge.inference.classify.Answer.Prediction seen) {
        Prediction.Builder prediction = Prediction.newBuilder().setId(seen.id().toString());
        for (ClassScore score : seen.classes()) {
            prediction.addClasses(ClassProbability.newBuilder()
                    .setLabel(score.label())
                    .setIndex(score.index())
                    .setProbability(score.probability()));
        }
        return prediction.build();
    }

    private static ModelVersion version(LiveModel live) {
        return ModelVersion.newBuilder()
                .setModel(live.name())
                .setVersion(live.version())
                .setRunId(live.runId())
                .setSha256(live.sha256())
                .setDatasetDigest(live.datasetDigest())
                .build();
    }

    private static RefusedVersion refused(RejectedVersion refusal) {
        return RefusedVersion.newBuilder()
                .setVersion(refusal.version())
                .setPromotion(refusal.promotion())
                .setReason(refusal.message())
                .build();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
