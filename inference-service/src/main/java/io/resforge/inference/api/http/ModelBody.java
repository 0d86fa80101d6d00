package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.models.ServedModels.Served;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A model that is served. */
@Schema(name = "Model", description = "A model that is served.")
public record ModelBody(
        @Schema(description = "What is live.") VersionBody live,
        @Schema(examples = "resnet20-v1") String architecture,

        @Schema(description = "The classes, in the order of the model's output.")
        List<String> labels,

        @Schema(description = "Share of held-out images classified correctly when it was trained, from 0 to 1.")
        @JsonProperty("held_out_accuracy")
        double heldOutAccuracy,

        @Schema(description = "Number of trained parameters.") @JsonProperty("parameter_count")
        long parameterCount,

        @Schema(description = "The promotion that made it live; 0 where none did.")
        long promotion,

        @Schema(description = "When this server began to serve it.") @JsonProperty("live_since")
        Instant liveSince,

        @Schema(description = "Every version that is loaded; the live one first.")
        List<LoadedBody> versions,

        @Schema(description = "Newer versions that were refused; the newest first.")
        List<RefusedBody> refused) {

    /** A version that is loaded. */
    @Schema(name = "LoadedVersion", description = "A version that is loaded and can be asked for.")
    public record LoadedBody(
            VersionBody version,

            @Schema(description = "The labels that name it.")
            List<String> labels,

            @Schema(
                    description =
                            "Share of the calls that ask for no version in particular that it answers, from 0 to 1.")
            double share,

            @Schema(description = "Share of those calls that it computes as well, without answering, from 0 to 1.")
            @JsonProperty("shadow_share")
            double shadowShare,

            @Schema(description = "What computes it.", examples = "onnx")
            String engine) {}

    /** A version that was refused. */
    @Schema(name = "RefusedVersion", description = "A version that failed a check on its way to being served.")
    public record RefusedBody(
            String version,

            @Schema(description = "The promotion that named it; 0 where none did.")
            long promotion,

            @Schema(description = "What was wrong with it.") String reason) {}

    static ModelBody of(Served served) {
        var live = served.live();
        return new ModelBody(
                VersionBody.of(live),
                live.manifest().architecture(),
                live.labels(),
                live.manifest().heldOutAccuracy(),
                live.manifest().parameterCount(),
                live.promotion(),
                live.since(),
                versions(served),
                served.refused().stream()
                        .map(refused -> new RefusedBody(refused.version(), refused.promotion(), refused.message()))
                        .toList());
    }

    private static List<LoadedBody> versions(Served served) {
        Routing routing = served.routing();
        return served.loaded().stream()
                .map(loaded -> {
                    String version = loaded.model().version();
                    double shadow = routing.shadow()
                            .filter(share -> share.version().equals(version))
                            .map(TrafficShare::share)
                            .orElse(0.0);
                    return new LoadedBody(
                            VersionBody.of(loaded.model()),
                            labels(routing, version),
                            routing.shareOf(version),
                            shadow,
                            loaded.engine());
                })
                .toList();
    }

    private static List<String> labels(Routing routing, String version) {
        return routing.labels().entrySet().stream()
                .filter(label -> label.getValue().equals(version))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The identity of weights: enough to find out exactly what answered. */
    @Schema(name = "ModelVersion", description = "The identity of weights: enough to find out exactly what answered.")
    public record VersionBody(
            @Schema(description = "The model's name.", examples = "cifar10")
            String model,

            @Schema(description = "The version within the model.", examples = "17")
            String version,

            @Schema(description = "The run that trained it.") @JsonProperty("run_id")
            String runId,

            @Schema(description = "SHA-256 of the parameters file.")
            String sha256,

            @Schema(description = "Digest of the data set that it was trained on.") @JsonProperty("dataset_digest")
            String datasetDigest) {

        static VersionBody of(LiveModel model) {
            return new VersionBody(model.name(), model.version(), model.runId(), model.sha256(), model.datasetDigest());
        }
    }
}
