package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.http.ModelBody.VersionBody;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.Answer.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
        double elapsedMs) {

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
        return new AnswerBody(predictions, VersionBody.of(answer.model()), nanos / NANOS_PER_MILLI);
    }
}
