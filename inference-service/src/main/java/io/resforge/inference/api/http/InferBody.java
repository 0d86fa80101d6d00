package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The Open Inference Protocol's request in JSON. */
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

    /** A tensor that is sent. */
    @Schema(name = "InputTensor", description = "A tensor that is sent.")
    record Input(
            @Schema(examples = "images") String name,

            @Schema(
                    description = "[images, height, width, channels] for pixels, [images] for image files.",
                    examples = "[1, 32, 32, 3]")
            List<Long> shape,

            @Schema(description = "UINT8 or FP32 for pixels from 0 to 255, BYTES for image files.", examples = "UINT8")
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

    /** A tensor that is asked for. */
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
