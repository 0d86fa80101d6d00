package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.api.http.HttpCaller.SingleValues;
import io.resforge.inference.api.http.InferMessage.InferBody;
import io.resforge.inference.api.oip.InferAnswer;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Floats;
import io.resforge.inference.api.oip.InferAnswer.OutputTensor.Texts;
import io.resforge.inference.api.oip.InferAnswer.RawElements;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers tensors with tensors. Calls wait for their answers without a thread. */
@Path("/v2/models/{model}")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_OCTET_STREAM, MediaType.WILDCARD})
@Tag(name = "Open Inference Protocol")
public class InferResource {

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    private final TensorService tensors;
    private final ObjectMapper json;

    InferResource(TensorService tensors, ObjectMapper json) {
        this.tensors = tensors;
        this.json = json;
    }

    @POST
    @Blocking
    @Path("infer")
    @Operation(
            summary = "Answers a tensor of images with tensors",
            description =
                    "With the header Inference-Header-Content-Length, which is the JSON's length, tensors are bytes"
                            + " after the JSON: numbers in little-endian order, files each after its length in 4 bytes.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = InferBody.class)))
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = InferReply.class)))
    public CompletionStage<Response> infer(@PathParam("model") String model, @Context RoutingContext request) {
        return inferVersion(model, "", request);
    }

    @POST
    @Blocking
    @Path("versions/{version}/infer")
    @Operation(summary = "As above, by one version, or by the version that has a label")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = InferBody.class)))
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = InferReply.class)))
    public CompletionStage<Response> inferVersion(
            @PathParam("model") String model, @PathParam("version") String version, @Context RoutingContext request) {
        return HttpBody.answer(request, body -> answer(body, model, version, request));
    }

    private CompletableFuture<Response> answer(HttpBody body, String model, String version, RoutingContext request) {
        HttpCaller caller = HttpCaller.of(request);
        int length = jsonLength(SingleValues.header(request, InferReply.JSON_LENGTH), body.bytes().length);
        InferMessage message = InferMessage.read(json, model, version, body, length);
        return caller.until(
                tensors.infer(message.request(), caller.caller(), answer -> InferReply.of(answer, message, json)));
    }

    private static int jsonLength(String header, int bodyLength) {
        if (header == null) {
            return bodyLength;
        }
        if (!LENGTH.matcher(header).matches() || Integer.parseInt(header) > bodyLength) {
            throw new InvalidRequest(
                    InferReply.JSON_LENGTH,
                    "must be a number of bytes from 0 to " + bodyLength + ", the body's length, was \"" + header
                            + "\"");
        }
        return Integer.parseInt(header);
    }

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
            return binary.isEmpty()
                    ? Response.ok(reply, MediaType.APPLICATION_JSON).build()
                    : mixed(reply, binary, mapper);
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
}
