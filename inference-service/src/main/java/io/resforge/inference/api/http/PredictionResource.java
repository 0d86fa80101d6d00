package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.http.ExplainResource.ExplanationBody;
import io.resforge.inference.classify.ExplainService;
import io.resforge.inference.classify.Explanation.PredictionOrigin;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.support.access.Requester;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells where an answer comes from. */
@Path("/v1/predictions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class PredictionResource {

    private final ExplainService explaining;

    PredictionResource(ExplainService explaining) {
        this.explaining = explaining;
    }

    @GET
    @Blocking
    @Path("{id}")
    @Operation(
            summary = "Tells which version gave an answer, which run trained it, and of which recipe and data",
            description = "Any server tells it that shares the key with the one that answered. The image is kept"
                    + " nowhere; what POST /v1/explain showed for the id lately is shown again.")
    public PredictionBody prediction(@PathParam("id") String id, @Context RoutingContext request) {
        return PredictionBody.of(explaining.origin(id, Requester.of(request)::mayUse));
    }

    /** Where an answer comes from. */
    @Schema(name = "PredictionOrigin", description = "Where an answer comes from.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PredictionBody(
            @Schema(examples = "cifar10.17.6.hz2k1.1k3v9x0q2m7a.2f8kq0z7x1b3c")
            String id,

            @Schema(description = "The class that was answered.", examples = "frog")
            String label,

            @Schema(description = "When, to the minute.") Instant at,

            @Schema(examples = "cifar10") String model,
            @Schema(examples = "17") String version,

            @Schema(description = "Whether the version is loaded here, and so can explain an image.")
            boolean loaded,

            @Schema(description = "When the version was published.") @JsonProperty("published_at")
            Instant publishedAt,

            @Schema(description = "The run that trained it.") @JsonProperty("run_id")
            String runId,

            @Schema(description = "The version that the run began with; none where its weights began anew.")
            @JsonProperty("from_version")
            String fromVersion,

            @Schema(examples = "resnet20-v1") String architecture,

            @Schema(description = "The epoch that the weights are of.")
            int epoch,

            @Schema(description = "Share of the held-out images classified correctly, from 0 to 1.")
            @JsonProperty("held_out_accuracy")
            double heldOutAccuracy,

            @Schema(description = "Share of the test images classified correctly; none without test images.")
            @JsonProperty("test_accuracy")
            Double testAccuracy,

            @Schema(description = "What it was trained on.") DatasetBody dataset,

            @Schema(description = "What was asked for.") Map<String, Object> recipe,

            @Schema(description = "What POST /v1/explain showed for it lately.")
            ExplanationBody explanation) {

        /** What a version was trained on. */
        @Schema(name = "Dataset", description = "What a version was trained on.")
        public record DatasetBody(
                String name,
                String digest,
                @JsonProperty("training_images") int trainingImages,
                @JsonProperty("held_out_images") int heldOutImages) {}

        static PredictionBody of(PredictionOrigin origin) {
            Manifest manifest = origin.manifest();
            Manifest.DatasetSummary data = manifest.dataset();
            return new PredictionBody(
                    origin.id().toString(),
                    origin.label(),
                    Instant.ofEpochSecond(60 * origin.id().minute()),
                    manifest.model(),
                    manifest.version(),
                    origin.loaded(),
                    manifest.createdAt(),
                    manifest.runId(),
                    manifest.fromVersion(),
                    manifest.architecture(),
                    manifest.epoch(),
                    manifest.heldOutAccuracy(),
                    manifest.testAccuracy(),
                    new DatasetBody(data.name(), data.digest(), data.trainingImages(), data.heldOutImages()),
                    manifest.recipe(),
                    origin.explanation().map(ExplanationBody::of).orElse(null));
        }
    }
}
