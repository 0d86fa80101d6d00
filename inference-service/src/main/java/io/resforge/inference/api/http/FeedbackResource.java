package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.classify.FeedbackService;
import io.resforge.support.access.Requester;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes what images really show. */
@Path("/v1/feedback")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class FeedbackResource {

    private final FeedbackService feedback;
    private final ObjectMapper json;

    FeedbackResource(FeedbackService feedback, ObjectMapper json) {
        this.feedback = feedback;
        this.json = json;
    }

    /** What an image really shows. */
    @Schema(name = "Feedback", description = "What an image really shows.")
    public record FeedbackBody(
            @Schema(
                    description = "The id of the prediction.",
                    examples = "cifar10.17.6.hz2k1.1k3v9x0q2m7a.2f8kq0z7x1b3c")
            @JsonProperty("prediction_id")
            String predictionId,

            @Schema(description = "The right class, by its label.", examples = "frog") @JsonProperty("true_label")
            String trueLabel) {

        public FeedbackBody {
            predictionId = predictionId == null ? "" : predictionId;
            trueLabel = trueLabel == null ? "" : trueLabel;
        }
    }

    /** What came of it. */
    @Schema(name = "FeedbackResult", description = "What came of feedback.")
    public record ResultBody(
            @Schema(description = "Whether the prediction was right.")
            boolean correct,

            @Schema(description = "The class that was predicted.") @JsonProperty("predicted_label")
            String predictedLabel,

            @Schema(description = "The model that predicted it.")
            String model,

            @Schema(description = "The version that predicted it.")
            String version,

            @Schema(description = "Whether it was counted now; not where this server had it before.")
            boolean counted) {}

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Tells what an image that was classified really shows",
            description = "The share of right answers by version is measured from it.")
    @RequestBody(content = @Content(schema = @Schema(implementation = FeedbackBody.class)))
    public CompletionStage<ResultBody> give(@Context RoutingContext request) {
        return HttpBody.answer(request, body -> CompletableFuture.completedFuture(give(body, Requester.of(request))));
    }

    private ResultBody give(HttpBody body, Requester requester) {
        FeedbackBody given = JsonBodies.read(json, body, body.bytes().length, FeedbackBody.class);
        FeedbackService.Result result = feedback.give(given.predictionId(), given.trueLabel(), requester::mayUse);
        return new ResultBody(
                result.correct(), result.predictedLabel(), result.model(), result.version(), result.counted());
    }
}
