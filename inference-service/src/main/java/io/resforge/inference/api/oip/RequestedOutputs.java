package io.resforge.inference.api.oip;

import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferRequest.RequestedOutput;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.Answer;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The outputs that a client asks for, once it is sure that they exist. */
record RequestedOutputs(Output output, int classes) {

    private static final List<RequestedOutputs> ALL = Arrays.stream(Output.values())
            .map(output -> new RequestedOutputs(output, 0))
            .toList();

    /**
     * Checks what is asked for.
     *
     * @throws InvalidRequest if there is no such output, or one is asked for twice
     */
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
