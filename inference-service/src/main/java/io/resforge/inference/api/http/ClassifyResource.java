package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.http.HttpCaller.SingleValues;
import io.resforge.inference.api.http.ModelsResource.ModelBody.VersionBody;
import io.resforge.inference.api.http.Multipart.NamedFile;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.Answer.Prediction;
import io.resforge.inference.classify.Answer.StageTimes;
import io.resforge.inference.classify.ClassifyQuery;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.Routing.VersionChoice;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Classifies image files. Calls wait for their answers without a thread. */
@Path("/v1/classify")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class ClassifyResource {

    /** Of a form's bytes, while the files are taken out of it. */
    private static final int COPIES = 2;

    private final ClassifyService classifying;

    ClassifyResource(ClassifyService classifying) {
        this.classifying = classifying;
    }

    @POST
    @Blocking
    // The last is what curl --data-binary says unless it is told otherwise.
    @Consumes({"image/*", MediaType.APPLICATION_OCTET_STREAM, MediaType.APPLICATION_FORM_URLENCODED})
    @Operation(
            summary = "Classifies one image",
            description = "The body is a PNG, JPEG, GIF or BMP file of any size; it is scaled to what the model takes.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = AnswerBody.class)))
    public CompletionStage<AnswerBody> classify(
            @BeanParam ClassifyParameters parameters, @Context RoutingContext request) {
        return HttpBody.answer(
                request, body -> answer(List.of(new NamedFile(null, body.bytes())), parameters, request));
    }

    @POST
    @Blocking
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(hidden = true)
    public CompletionStage<AnswerBody> classifyForm(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @BeanParam ClassifyParameters parameters,
            @Context RoutingContext request) {
        return HttpBody.answer(request, body -> {
            body.reserveCopies(COPIES, body.bytes().length);
            return answer(Multipart.files(body.bytes(), contentType), parameters, request);
        });
    }

    private CompletableFuture<AnswerBody> answer(
            List<NamedFile> files, ClassifyParameters parameters, RoutingContext request) {
        long arrival = System.nanoTime();
        SingleValues.query(request, ClassifyParameters.NAMES);
        HttpCaller caller = HttpCaller.of(request);
        List<String> names = new ArrayList<>();
        List<ImageInput> images = new ArrayList<>();
        for (NamedFile file : files) {
            names.add(file.name());
            images.add(new ImageInput.Encoded(ByteBuffer.wrap(file.content())));
        }
        ClassifyQuery query = new ClassifyQuery(images, parameters.topK(), parameters.model, parameters.choice());
        return caller.until(classifying.classify(query, caller.caller()))
                .thenApply(answer -> AnswerBody.of(answer, names, System.nanoTime() - arrival));
    }

    /** The answer to {@code POST /v1/classify}. */
    @Schema(name = "Classification", description = "What the model sees in the images of a request.")
    public record AnswerBody(
            @Schema(description = "One an image, in the order of the request.")
            List<PredictionBody> predictions,

            @Schema(description = "Which weights answered for all images.")
            VersionBody model,

            @Schema(
                    description = "From the request's being read to its answer, on the server, in milliseconds.",
                    examples = "2.4")
            @JsonProperty("elapsed_ms")
            double elapsedMs,

            @Schema(description = "What that was spent on; the rest went into reading and writing.")
            StagesBody stages) {

        /** What a call took. */
        @Schema(name = "Stages", description = "What a call was spent on.")
        public record StagesBody(
                @Schema(description = "Decoding the images, in milliseconds.", examples = "0.4")
                @JsonProperty("decode_ms")
                double decodeMs,

                @Schema(description = "Waiting for a thread that computes, in milliseconds.", examples = "0.1")
                @JsonProperty("queue_ms")
                double queueMs,

                @Schema(
                        description = "Computing the batch with the call's last images, in milliseconds.",
                        examples = "0.5")
                @JsonProperty("compute_ms")
                double computeMs,

                @Schema(description = "Images of all calls in that batch.", examples = "1")
                @JsonProperty("batch_images")
                int batchImages) {

            static StagesBody of(StageTimes times) {
                return new StagesBody(
                        times.decode() / NANOS_PER_MILLI,
                        times.queue() / NANOS_PER_MILLI,
                        times.compute() / NANOS_PER_MILLI,
                        times.batch());
            }
        }

        private static final double NANOS_PER_MILLI = 1e6;

        /** What the model sees in one image. */
        @Schema(name = "Prediction", description = "What the model sees in one image.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record PredictionBody(
                @Schema(
                        description = "Names this prediction in feedback and in logs.",
                        examples = "cifar10.17.6.hz2k1.1k3v9x0q2m7a.2f8kq0z7x1b3c")
                String id,

                @Schema(description = "The file's name, where the request gave one.", examples = "frog.png")
                String file,

                @Schema(description = "The likeliest classes, best first.")
                List<ClassBody> classes) {}

        /** A class and how likely it is. */
        @Schema(name = "Class", description = "A class and how likely it is.")
        public record ClassBody(
                @Schema(examples = "frog") String label,

                @Schema(description = "In the model's order of classes, from 0.", examples = "6")
                int index,

                @Schema(description = "Softmax probability, from 0 to 1.", examples = "0.93")
                float probability) {

            static ClassBody of(ClassScore score) {
                return new ClassBody(score.label(), score.index(), score.probability());
            }
        }

        /** @param files the images' names; null where one has none */
        static AnswerBody of(Answer answer, List<String> files, long nanos) {
            List<PredictionBody> predictions = new ArrayList<>();
            for (int i = 0; i < answer.predictions().size(); i++) {
                Prediction seen = answer.predictions().get(i);
                predictions.add(new PredictionBody(
                        seen.id().toString(),
                        files.get(i),
                        seen.classes().stream().map(ClassBody::of).toList()));
            }
            return new AnswerBody(
                    predictions,
                    VersionBody.of(answer.model()),
                    nanos / NANOS_PER_MILLI,
                    StagesBody.of(answer.times()));
        }
    }

    /** What the query of {@code POST /v1/classify} can ask for. */
    public static class ClassifyParameters {

        static final List<String> NAMES = List.of("top_k", "model", "version", "label");

        private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

        @QueryParam("top_k")
        @DefaultValue("")
        @Parameter(
                description =
                        "How many of the likeliest classes to answer for each image: from 1 to the number of classes;"
                                + " 5 by default.",
                example = "3")
        String topK;

        @QueryParam("model")
        @DefaultValue("")
        @Parameter(description = "The model; the server's own by default.", example = "cifar10")
        String model;

        @QueryParam("version")
        @DefaultValue("")
        @Parameter(description = "The version that must answer; the server chooses by default.")
        String version;

        @QueryParam("label")
        @DefaultValue("")
        @Parameter(
                description =
                        "The label of the version that must answer, such as canary. Only one of version and label may"
                                + " be set.")
        String label;

        int topK() {
            if (topK.isEmpty()) {
                return 0;
            }
            if (!NUMBER.matcher(topK).matches()) {
                throw new InvalidRequest("top_k", "must be a whole number from 1, was \"" + topK + "\"");
            }
            return Integer.parseInt(topK);
        }

        VersionChoice choice() {
            return ClassifyQuery.choice(version, label);
        }
    }
}
