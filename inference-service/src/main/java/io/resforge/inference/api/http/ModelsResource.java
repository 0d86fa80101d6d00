package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.Served;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.support.access.Requester;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Describes what is served. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class ModelsResource {

    /** For a first look: two of each class where there are ten. */
    private static final int MOST_EXAMPLES = 20;

    private final ServedModels models;

    ModelsResource(ServedModels models) {
        this.models = models;
    }

    /** Models. */
    @Schema(name = "Models")
    public record ModelsBody(List<ModelBody> models) {}

    @GET
    @Operation(summary = "Describes every model that has a live version, or that a call loads")
    public ModelsBody list(@Context RoutingContext request) {
        Requester requester = Requester.of(request);
        return new ModelsBody(models.models().stream()
                .filter(model -> requester.mayUse(model.name()))
                .map(model -> models.described(model)
                        .map(ModelBody::of)
                        .or(() -> Optional.of(model).filter(models::isCold).map(ModelBody::cold)))
                .flatMap(Optional::stream)
                .toList());
    }

    @GET
    @Path("{name}")
    @Operation(summary = "Describes one model: what is live, what else is loaded, and what was refused and why")
    public ModelBody get(@PathParam("name") String name) {
        ServedModel model = models.model(name);
        return models.isCold(model) ? ModelBody.cold(model) : ModelBody.of(models.get(name));
    }

    /** Images to try a model with. */
    @Schema(name = "Examples", description = "Images that a model was not trained on, to try it with.")
    public record ExamplesBody(List<ModelBody.ImageBody> images) {}

    @GET
    @Path("{name}/examples")
    @Operation(
            summary = "Some images to try a model with",
            description = "Held-out images of the live version's data set, which its training did not learn from.")
    public ExamplesBody examples(@PathParam("name") String name) {
        var live = models.get(name).live();
        return new ExamplesBody(live.manifest().golden().stream()
                .limit(MOST_EXAMPLES)
                .map(golden -> ModelBody.ImageBody.of(live.image(), golden.pixels()))
                .toList());
    }

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
            List<RefusedBody> refused,

            @Schema(
                    description =
                            "Whether a call that names it loads it, and it may leave memory for others. While it is not"
                                    + " loaded it has its name only.")
            @JsonProperty("on_demand")
            boolean onDemand) {

        /** An image as it lies in memory. */
        @Schema(name = "RawImage", description = "An image as it lies in memory.")
        public record ImageBody(
                @Schema(examples = "32") int height,
                @Schema(examples = "32") int width,

                @Schema(description = "1 for grey, 3 for red, green and blue.", examples = "3")
                int channels,

                @Schema(description = "Row by row, the channels of a pixel side by side, one byte each.")
                byte[] pixels) {

            static ImageBody of(ImageShape shape, byte[] pixels) {
                return new ImageBody(shape.height(), shape.width(), shape.channels(), pixels);
            }
        }

        /** A version that is loaded. */
        @Schema(name = "LoadedVersion", description = "A version that is loaded and can be asked for.")
        public record LoadedBody(
                VersionBody version,

                @Schema(description = "The labels that name it.")
                List<String> labels,

                @Schema(
                        description =
                                "Share of the calls that ask for no version in particular that it answers, from 0 to"
                                        + " 1.")
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

                @Schema(description = "What was wrong with it.")
                String reason) {}

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
                    refused(served.refused()),
                    served.onDemand());
        }

        /** A model that is not loaded, and that a call loads. */
        static ModelBody cold(ServedModel model) {
            return new ModelBody(
                    new VersionBody(model.name(), "", "", "", ""),
                    "",
                    List.of(),
                    0,
                    0,
                    0,
                    null,
                    List.of(),
                    refused(model.refused()),
                    true);
        }

        private static List<RefusedBody> refused(List<RejectedVersion> versions) {
            return versions.stream()
                    .map(refused -> new RefusedBody(refused.version(), refused.promotion(), refused.message()))
                    .toList();
        }

        private static List<LoadedBody> versions(Served served) {
            Routing routing = served.routing();
            return served.loaded().stream()
                    .map(loaded -> {
                        String version = loaded.model().version();
                        return new LoadedBody(
                                VersionBody.of(loaded.model()),
                                routing.labelsOf(version),
                                routing.shareOf(version),
                                routing.shadowShareOf(version),
                                loaded.engine());
                    })
                    .toList();
        }

        @Schema(
                name = "ModelVersion",
                description = "The identity of weights: enough to find out exactly what answered.")
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
                return new VersionBody(
                        model.name(), model.version(), model.runId(), model.sha256(), model.datasetDigest());
            }
        }
    }
}
