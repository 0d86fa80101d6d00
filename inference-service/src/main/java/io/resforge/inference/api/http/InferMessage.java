package io.resforge.inference.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.api.oip.Elements;
import io.resforge.inference.api.oip.InferRequest;
import io.resforge.inference.api.oip.InferRequest.InputTensor;
import io.resforge.inference.api.oip.InferRequest.RequestedOutput;
import io.resforge.inference.classify.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A request of the Open Inference Protocol over HTTP.
 *
 * @param id of the client's choice
 * @param binaryOutputs the outputs to answer with as bytes after the JSON
 * @param allBinary whether the outputs that are not named are answered so
 */
record InferMessage(String id, InferRequest request, Set<String> binaryOutputs, boolean allBinary) {

    private static final String BINARY_SIZE = "binary_data_size";

    /**
     * Reads a request.
     *
     * @param body JSON, and perhaps the elements of tensors after it
     * @param jsonLength how many bytes the JSON has
     * @throws InvalidRequest if it is not as the protocol says
     */
    static InferMessage read(ObjectMapper mapper, String model, String version, HttpBody body, int jsonLength) {
        InferBody json = JsonBodies.read(mapper, body, jsonLength, InferBody.class);
        boolean allBinary = new TensorParameters("parameters", json.parameters()).flag("binary_data_output", false);
        Set<String> binary = new HashSet<>();
        List<RequestedOutput> outputs = new ArrayList<>();
        for (int i = 0; i < json.outputs().size(); i++) {
            InferBody.Output output = required(json.outputs().get(i), "outputs", i);
            TensorParameters parameters = new TensorParameters("outputs[" + i + "].parameters", output.parameters());
            outputs.add(new RequestedOutput(
                    output.name(), parameters.number("classification").orElse(0)));
            if (parameters.flag("binary_data", allBinary)) {
                binary.add(output.name());
            }
        }
        byte[] bytes = body.bytes();
        List<InputTensor> inputs = inputs(json.inputs(), ByteBuffer.wrap(bytes, jsonLength, bytes.length - jsonLength));
        return new InferMessage(
                json.id(), new InferRequest(model, version, inputs, outputs), binary, allBinary && outputs.isEmpty());
    }

    boolean isBinary(String output) {
        return allBinary || binaryOutputs.contains(output);
    }

    private static List<InputTensor> inputs(List<InferBody.Input> inputs, ByteBuffer binary) {
        List<InputTensor> tensors = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            InferBody.Input input = required(inputs.get(i), "inputs", i);
            if (input.shape().stream().anyMatch(Objects::isNull)) {
                throw new InvalidRequest("inputs[" + i + "].shape", "must be whole numbers, was " + input.shape());
            }
            tensors.add(new InputTensor(
                    input.name(), input.datatype(), input.shape(), elements(input, "inputs[" + i + "]", binary)));
        }
        if (binary.hasRemaining()) {
            throw new InvalidRequest(
                    "body",
                    "must end with the bytes that " + BINARY_SIZE + " of the inputs tells of, but " + binary.remaining()
                            + " more follow");
        }
        return tensors;
    }

    private static Elements elements(InferBody.Input input, String field, ByteBuffer binary) {
        OptionalLong size = new TensorParameters(field + ".parameters", input.parameters()).number(BINARY_SIZE);
        if (size.isPresent() == (input.data() != null)) {
            throw new InvalidRequest(
                    field + ".data",
                    size.isPresent()
                            ? "must not be set where there is " + BINARY_SIZE + " too"
                            : "must be set, or " + BINARY_SIZE + " among the parameters");
        }
        if (size.isEmpty()) {
            return input.data().elements(field + ".data");
        }
        long bytes = size.getAsLong();
        if (bytes < 0 || bytes > binary.remaining()) {
            throw new InvalidRequest(
                    field + ".parameters." + BINARY_SIZE,
                    "says " + bytes + " bytes, and " + binary.remaining() + " are left after the JSON");
        }
        ByteBuffer own = binary.slice(binary.position(), (int) bytes);
        binary.position(binary.position() + (int) bytes);
        return new Elements.Raw(field, own);
    }

    private static <T> T required(T value, String list, int index) {
        if (value == null) {
            throw new InvalidRequest(list + "[" + index + "]", "must be an object, was null");
        }
        return value;
    }

    /**
     * The parameters beside a request or a tensor. Those that are not known are passed over.
     *
     * @param field that they are in
     */
    record TensorParameters(String field, Map<String, Object> values) {

        /**
         * A whole number.
         *
         * @throws InvalidRequest if it is something else
         */
        OptionalLong number(String name) {
            Object value = values.get(name);
            return switch (value) {
                case null -> OptionalLong.empty();
                case Integer number -> OptionalLong.of(number);
                case Long number -> OptionalLong.of(number);
                default -> throw new InvalidRequest(field + "." + name, "must be a whole number, was " + value);
            };
        }

        /**
         * A yes or no.
         *
         * @throws InvalidRequest if it is something else
         */
        boolean flag(String name, boolean otherwise) {
            Object value = values.get(name);
            return switch (value) {
                case null -> otherwise;
                case Boolean flag -> flag;
                default -> throw new InvalidRequest(field + "." + name, "must be true or false, was " + value);
            };
        }
    }
}
