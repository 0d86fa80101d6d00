package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.api.oip.InferAnswer;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.InferAnswer.RawElements;
import io.resforge.inference.models.LiveModel;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The Open Inference Protocol's answer over HTTP. */
@Schema(name = "InferResponse", description = "What the model sees in the images of a request.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InferReply(
        @JsonProperty("model_name") String modelName,
        @JsonProperty("model_version") String modelVersion,
        @Schema(description = "As in the request.") String id,

        @Schema(description = "Where the weights come from: run_id, sha256 and dataset_digest.")
        Map<String, Object> parameters,

        @Schema(description = "The tensors that were asked for, in that order.")
        List<Tensor> outputs) {

    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** A tensor of the answer. */
    @Schema(name = "OutputTensor", description = "A tensor of the answer.")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Tensor(
            String name,
            String datatype,

            @Schema(description = "First the number of images.")
            List<Long> shape,

            @Schema(description = "binary_data_size, where the elements are bytes after the JSON.")
            Map<String, Object> parameters,

            @Schema(description = "The elements, row by row, in one list.")
            Object data) {}

    static Response of(InferAnswer answer, InferMessage request, ObjectMapper mapper) {
        LiveModel model = answer.model();
        List<Tensor> tensors = new ArrayList<>();
        List<byte[]> binary = new ArrayList<>();
        for (OutputTensor output : answer.outputs()) {
            if (request.isBinary(output.name())) {
                byte[] bytes = RawElements.of(output.values());
                binary.add(bytes);
                tensors.add(tensor(output, Map.of("binary_data_size", bytes.length), null));
            } else {
                tensors.add(tensor(output, null, data(output.values())));
            }
        }
        Map<String, Object> provenance =
                Map.of("run_id", model.runId(), "sha256", model.sha256(), "dataset_digest", model.datasetDigest());
        InferReply reply = new InferReply(model.name(), model.version(), request.id(), provenance, tensors);
        return binary.isEmpty() ? Response.ok(reply, MediaType.APPLICATION_JSON).build() : mixed(reply, binary, mapper);
    }

    private static Response mixed(InferReply reply, List<byte[]> binary, ObjectMapper mapper) {
        try {
            byte[] json = mapper.writeValueAsBytes(reply);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(json);
            binary.forEach(body::writeBytes);
            return Response.ok(body.toByteArray(), MediaType.APPLICATION_OCTET_STREAM)
                    .header(JSON_LENGTH, json.length)
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
    }

    private static Tensor tensor(OutputTensor output, Map<String, Object> parameters, Object data) {
        return new Tensor(output.name(), output.datatype().name(), output.shape(), parameters, data);
    }

    private static Object data(OutputTensor.Values values) {
        return switch (values) {
            case Floats(float[] numbers) -> numbers;
            case Texts(List<String> texts) -> texts;
        };
    }
}
