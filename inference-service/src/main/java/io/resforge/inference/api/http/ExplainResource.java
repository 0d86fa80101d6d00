package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.http.ClassifyResource.AnswerBody.ClassBody;
import io.resforge.inference.api.http.HttpCaller.SingleValues;
import io.resforge.inference.api.http.ModelsResource.ModelBody.ImageBody;
import io.resforge.inference.api.http.ModelsResource.ModelBody.VersionBody;
import io.resforge.inference.classify.ClassifyQuery;
import io.resforge.inference.classify.ExplainService;
import io.resforge.inference.classify.Explanation;
import io.resforge.inference.classify.Explanation.ExplainQuery;
import io.resforge.support.access.Requester;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows why a version answers for an image as it does. */
@Path("/v1/explain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class ExplainResource {

    private final ExplainService explaining;

    ExplainResource(ExplainService explaining) {
        this.explaining = explaining;
    }

    @POST
    @Blocking
    @Consumes({"image/*", MediaType.APPLICATION_OCTET_STREAM})
    @Operation(
            summary = "Shows what a version looks at in an image, and which training images are most like it",
            description =
                    "The body is an image file. Where it looks is found out by covering the image, cell by cell: a"
                            + " cell's number is by how much less likely the class is without it. With prediction_id the version"
                            + " explains that gave that answer, and GET /v1/predictions/{id} shows it again for a while. While"
                            + " the server is busy with calls it explains nothing, and answers 429.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ExplanationBody.class)))
    public CompletionStage<ExplanationBody> explain(
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("version") @DefaultValue("") String version,
            @QueryParam("label") @DefaultValue("") String label,
            @QueryParam("class") @DefaultValue("") String classLabel,
            @QueryParam("prediction_id") @DefaultValue("") String predictionId,
            @Context RoutingContext request) {
        return HttpBody.answer(request, body -> {
            SingleValues.query(request, List.of("model", "version", "label", "class", "prediction_id"));
            HttpCaller caller = HttpCaller.of(request);
            ExplainQuery query = new ExplainQuery(
                    ByteBuffer.wrap(body.bytes()),
                    model,
                    ClassifyQuery.choice(version, label),
                    classLabel,
                    predictionId);
            return caller.until(explaining.explain(query, caller.caller(), Requester.of(request)::mayUse))
                    .thenApply(ExplanationBody::of);
        });
    }

    /** Why a version answers as it does. */
    @Schema(
            name = "Explanation",
            description = "Why a version answers for an image as it does, as far as that can be shown.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ExplanationBody(
            @Schema(description = "Which weights are explained.")
            VersionBody model,

            @Schema(description = "What they answer for the image, the likeliest class first.")
            List<ClassBody> classes,

            @Schema(description = "What they look at.") SaliencyBody saliency,

            @Schema(description = "The training images that are most like it, the nearest first.")
            List<NeighbourBody> neighbours,

            @Schema(description = "How many training images these were chosen from.", examples = "2000")
            int searched,

            @Schema(description = "Why there are no neighbours, where there are none.") @JsonProperty("no_neighbours")
            String noNeighbours) {

        /** What a version looks at. */
        @Schema(name = "Saliency", description = "How much less likely a class is with each cell of a grid covered.")
        public record SaliencyBody(
                @Schema(description = "The class whose places are looked for.", examples = "frog")
                String label,

                @Schema(examples = "6") int index,

                @Schema(description = "Its probability for the whole image.", examples = "0.93")
                float probability,

                @Schema(description = "Cells in each direction.", examples = "8")
                int side,

                @Schema(
                        description = "For each cell, row by row, what the probability loses if it is covered: above 0"
                                + " where it speaks for the class, below 0 where it speaks against it.")
                List<Float> drops) {}

        /** A training image. */
        @Schema(name = "Neighbour", description = "A training image, small.")
        public record NeighbourBody(
                @Schema(description = "Its class.", examples = "frog")
                String label,

                @Schema(
                        description =
                                "The cosine between what the network makes of both just before its last layer, from"
                                        + " -1 to 1, which it is for the same image.",
                        examples = "0.97")
                double similarity,

                ImageBody image) {}

        static ExplanationBody of(Explanation explanation) {
            return new ExplanationBody(
                    VersionBody.of(explanation.model()),
                    explanation.classes().stream().map(ClassBody::of).toList(),
                    saliency(explanation.saliency()),
                    explanation.neighbours().stream()
                            .map(near -> new NeighbourBody(
                                    near.label(), near.similarity(), ImageBody.of(near.shape(), near.pixels())))
                            .toList(),
                    explanation.searched(),
                    explanation.why().isEmpty() ? null : explanation.why());
        }

        private static SaliencyBody saliency(Explanation.Saliency saliency) {
            List<Float> drops = new ArrayList<>();
            for (float drop : saliency.drops()) {
                drops.add(drop);
            }
            return new SaliencyBody(
                    saliency.of().label(), saliency.of().index(), saliency.of().probability(), saliency.side(), drops);
        }
    }
}
