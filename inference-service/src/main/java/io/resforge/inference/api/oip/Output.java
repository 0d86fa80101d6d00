package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.InferRequest.RequestedOutput;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.Answer.ClassScore;
import io.resforge.inference.classify.Answer.Prediction;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.classify.LogitScores;
import io.resforge.inference.models.LiveModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be asked for of an answer. */
enum Output {
    LOGITS(Datatype.FP32),
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

    String text() {
        return text;
    }

    Datatype datatype() {
        return datatype;
    }

    /**
     * This output of an answer: as many of the likeliest classes by name, or the numbers where {@code classes} is 0.
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

    /** The outputs that a client asks for, once it is sure that they exist. */
    record RequestedOutputs(Output output, int classes) {

        private static final List<RequestedOutputs> ALL = Arrays.stream(Output.values())
                .map(output -> new RequestedOutputs(output, 0))
                .toList();

        /** Throws {@link InvalidRequest} if there is no such output, or one is asked for twice. */
        static List<RequestedOutputs> of(List<RequestedOutput> asked, LiveModel model) {
            if (asked.isEmpty()) {
                return ALL;
            }
            List<RequestedOutputs> wanted = new ArrayList<>(asked.size());
            Set<Output> seen = EnumSet.noneOf(Output.class);
            for (int i = 0; i < asked.size(); i++) {
                RequestedOutputs one =
                        of(asked.get(i), "outputs[" + i + "]", model.labels().size());
                if (!seen.add(one.output)) {
                    throw new InvalidRequest(
                            "outputs[" + i + "].name", "must not be asked for twice: " + one.output.text());
                }
                wanted.add(one);
            }
            return wanted;
        }

        OutputTensor of(Answer answer) {
            return output.of(answer, classes);
        }

        private static RequestedOutputs of(RequestedOutput asked, String field, int classes) {
            Output output = Arrays.stream(Output.values())
                    .filter(candidate -> candidate.text().equals(asked.name()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidRequest(
                            field + ".name", "must be one of " + names() + ", was \"" + asked.name() + "\""));
            if (asked.classes() == 0) {
                return new RequestedOutputs(output, 0);
            }
            String parameter = field + ".parameters.classification";
            if (output.datatype() != Datatype.FP32) {
                throw new InvalidRequest(parameter, "is for logits and probabilities, not for " + output.text());
            }
            if (asked.classes() < 0 || asked.classes() > classes) {
                throw new InvalidRequest(
                        parameter,
                        "must be from 1 to " + classes + ", the number of classes, or 0 for the numbers, was "
                                + asked.classes());
            }
            return new RequestedOutputs(output, (int) asked.classes());
        }

        private static String names() {
            return Arrays.stream(Output.values()).map(Output::text).collect(Collectors.joining(", "));
        }
    }
}
