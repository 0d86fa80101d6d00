package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.Answer.Prediction;
import io.resforge.inference.classify.LogitScores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What can be asked for of an answer. */
enum Output {
    /** What the network computes. */
    LOGITS(Datatype.FP32),
    /** The softmax of the logits. */
    PROBABILITIES(Datatype.FP32),
    /** The likeliest class of each image. */
    LABEL(Datatype.BYTES),
    /** What names each prediction in feedback. */
    PREDICTION_ID(Datatype.BYTES);

    private final Datatype datatype;
    private final String text = name().toLowerCase(java.util.Locale.ROOT);

    Output(Datatype datatype) {
        this.datatype = datatype;
    }

    /** Its name in the protocol. */
    String text() {
        return text;
    }

    Datatype datatype() {
        return datatype;
    }

    /**
     * This output of an answer.
     *
     * @param classes how many of the likeliest classes to name in place of the numbers; 0 for the numbers
     */
    OutputTensor of(Answer answer, int classes) {
        if (classes > 0) {
            return classification(answer, classes);
        }
        return switch (this) {
            case LOGITS -> numbers(answer, answer.logits());
            case PROBABILITIES -> numbers(answer, probabilities(answer));
            case LABEL -> texts(answer, prediction -> prediction.best().label());
            case PREDICTION_ID -> texts(answer, prediction -> prediction.id().toString());
        };
    }

    private OutputTensor numbers(Answer answer, float[] values) {
        return new OutputTensor(text, shape(answer, answer.model().labels().size()), new Floats(values));
    }

    private OutputTensor texts(Answer answer, Function<Prediction, String> text) {
        return new OutputTensor(
                this.text,
                List.of((long) answer.predictions().size()),
                new Texts(answer.predictions().stream().map(text).toList()));
    }

    /** The likeliest classes of each image as "value:index:label", best first. */
    private OutputTensor classification(Answer answer, int asked) {
        List<String> labels = answer.model().labels();
        // The canary may answer, and may know fewer classes than the live version that the request was checked against.
        int classes = Math.min(asked, labels.size());
        List<String> texts = new ArrayList<>();
        for (int image = 0; image < answer.predictions().size(); image++) {
            for (ClassScore score : LogitScores.top(answer.logits(), image, labels, classes)) {
                float value =
                        this == LOGITS ? answer.logits()[image * labels.size() + score.index()] : score.probability();
                texts.add(value + ":" + score.index() + ":" + score.label());
            }
        }
        return new OutputTensor(text, shape(answer, classes), new Texts(texts));
    }

    private static float[] probabilities(Answer answer) {
        return LogitScores.softmax(answer.logits(), answer.model().labels().size());
    }

    private static List<Long> shape(Answer answer, int columns) {
        return List.of((long) answer.predictions().size(), (long) columns);
    }
}
