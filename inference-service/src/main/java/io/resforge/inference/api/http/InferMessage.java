package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.api.oip.InferRequest;
import io.resforge.inference.api.oip.InferRequest.Elements;
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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A request of the Open Inference Protocol over HTTP, and which outputs are answered as bytes after the JSON. */
record InferMessage(String id, InferRequest request, Set<String> binaryOutputs, boolean allBinary) {

    private static final String BINARY_SIZE = "binary_data_size";

    /**
     * Reads a request; its first {@code jsonLength} bytes are JSON, the rest the elements of tensors.
     *
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

    /** The parameters beside a request or a tensor. Unknown ones are ignored. */
    record TensorParameters(String field, Map<String, Object> values) {

        OptionalLong number(String name) {
            Object value = values.get(name);
            return switch (value) {
                case null -> OptionalLong.empty();
                case Integer number -> OptionalLong.of(number);
                case Long number -> OptionalLong.of(number);
                default -> throw new InvalidRequest(field + "." + name, "must be a whole number, was " + value);
            };
        }

        boolean flag(String name, boolean otherwise) {
            Object value = values.get(name);
            return switch (value) {
                case null -> otherwise;
                case Boolean flag -> flag;
                default -> throw new InvalidRequest(field + "." + name, "must be true or false, was " + value);
            };
        }
    }

    @Schema(name = "InferRequest", description = "Asks what is in some images.")
    record InferBody(
            @Schema(description = "Of the client's choice; it comes back with the answer.")
            String id,

            @Schema(description = "binary_data_output asks for all outputs as bytes after the JSON.")
            Map<String, Object> parameters,

            @Schema(description = "The one tensor images.") List<Input> inputs,

            @Schema(description = "What to answer with; all outputs if there is none.")
            List<Output> outputs) {

        InferBody {
            id = id == null ? "" : id;
            parameters = parameters == null ? Map.of() : parameters;
            inputs = inputs == null ? List.of() : inputs;
            outputs = outputs == null ? List.of() : outputs;
        }

        @Schema(name = "InputTensor", description = "A tensor that is sent.")
        record Input(
                @Schema(examples = "images") String name,

                @Schema(
                        description = "[images, height, width, channels] for pixels, [images] for image files.",
                        examples = "[1, 32, 32, 3]")
                List<Long> shape,

                @Schema(
                        description = "UINT8 or FP32 for pixels from 0 to 255, BYTES for image files.",
                        examples = "UINT8")
                String datatype,

                @Schema(description = "binary_data_size is the number of this tensor's bytes after the JSON.")
                Map<String, Object> parameters,

                @Schema(
                        type = SchemaType.ARRAY,
                        implementation = Object.class,
                        description =
                                "The elements, row by row, in one list or in lists of lists: numbers, or files in base64.")
                @JsonProperty("data")
                TensorData data) {

            Input {
                name = name == null ? "" : name;
                datatype = datatype == null ? "" : datatype;
                shape = shape == null ? List.of() : shape;
                parameters = parameters == null ? Map.of() : parameters;
            }
        }

        @Schema(name = "RequestedOutput", description = "A tensor that is asked for.")
        record Output(
                @Schema(description = "logits, probabilities, label or prediction_id.", examples = "probabilities")
                String name,

                @Schema(
                        description =
                                "classification asks for that many of the likeliest classes as texts; binary_data for bytes after the JSON.")
                Map<String, Object> parameters) {

            Output {
                name = name == null ? "" : name;
                parameters = parameters == null ? Map.of() : parameters;
            }
        }
    }
}
