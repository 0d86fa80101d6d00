package io.resforge.inference.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.api.http.HttpCaller.SingleValues;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.inference.classify.InvalidRequest;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
        return caller.until(tensors.infer(message.request(), caller.caller()))
                .thenApply(answer -> InferReply.of(answer, message, json));
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
}
