package io.resforge.inference.api.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.InferRequest.RequestedOutput;
import io.resforge.inference.api.oip.Output.RequestedOutputs;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.Answer.Prediction;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.classify.LogitScores;
import io.resforge.inference.classify.PredictionIds.PredictionId;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.testing.FakeModels;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestedOutputsTest {

    private static final LiveModel MODEL = FakeModels.live(1);
    private static final float[] LOGITS = {0, (float) Math.log(3), 5, 5};
    private static final Answer ANSWER =
            new Answer(MODEL, LOGITS, List.of(prediction(0, 1), prediction(1, 0)), new Answer.StageTimes(0, 0, 0, 0));

    @Test
    void answersWithEverythingIfNothingIsAskedForInParticular() {
        assertThat(outputs())
                .extracting(OutputTensor::name)
                .containsExactly("logits", "probabilities", "label", "prediction_id");
    }

    @Test
    void answersWithWhatIsAskedForInThatOrder() {
        // When
        List<OutputTensor> outputs = outputs(new RequestedOutput("label", 0), new RequestedOutput("probabilities", 0));
        // Then
        assertThat(outputs).extracting(OutputTensor::name).containsExactly("label", "probabilities");
        assertThat(outputs).extracting(OutputTensor::shape).containsExactly(List.of(2L), List.of(2L, 2L));
        assertThat(outputs).extracting(OutputTensor::datatype).containsExactly(Datatype.BYTES, Datatype.FP32);
        assertThat(((Texts) outputs.get(0).values()).values()).containsExactly("ship", "frog");
        assertThat(((Floats) outputs.get(1).values()).values()).containsExactly(.25f, .75f, .5f, .5f);
    }

    @Test
    void namesTheLikeliestClassesInPlaceOfNumbers() {
        // When
        OutputTensor output = outputs(new RequestedOutput("probabilities", 1)).getFirst();
        // Then
        assertThat(output.shape()).containsExactly(2L, 1L);
        assertThat(((Texts) output.values()).values()).containsExactly("0.75:1:ship", "0.5:0:frog");
        OutputTensor logits = outputs(new RequestedOutput("logits", 2)).getFirst();
        assertThat(((Texts) logits.values()).values()).endsWith("5.0:0:frog", "5.0:1:ship");
    }

    @Test
    void refusesWhatIsNoOutput() {
        assertRefused(
                "outputs[0].name: must be one of logits, probabilities, label, prediction_id, was \"scores\"",
                new RequestedOutput("scores", 0));
        assertRefused(
                "outputs[1].name: must not be asked for twice: label",
                new RequestedOutput("label", 0),
                new RequestedOutput("label", 0));
        assertRefused(
                "outputs[0].parameters.classification: is for logits and probabilities, not for label",
                new RequestedOutput("label", 1));
        for (long classes : new long[] {-1, 3, Long.MAX_VALUE}) {
            assertRefused(
                    "outputs[0].parameters.classification: must be from 1 to 2, the number of classes, or 0 for the"
                            + " numbers, was " + classes,
                    new RequestedOutput("logits", classes));
        }
    }

    private static List<OutputTensor> outputs(RequestedOutput... asked) {
        return RequestedOutputs.of(List.of(asked), MODEL).stream()
                .map(wanted -> wanted.of(ANSWER))
                .toList();
    }

    private static void assertRefused(String message, RequestedOutput... asked) {
        assertThatThrownBy(() -> RequestedOutputs.of(List.of(asked), MODEL))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage(message);
    }

    private static Prediction prediction(int image, int best) {
        return new Prediction(
                new PredictionId("cifar10", "1", best, 1, image, 2), LogitScores.top(LOGITS, image, MODEL.labels(), 1));
    }
}
