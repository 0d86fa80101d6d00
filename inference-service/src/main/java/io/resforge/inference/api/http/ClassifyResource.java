package io.resforge.inference.api.http;

import io.resforge.inference.api.http.HttpCaller.SingleValues;
import io.resforge.inference.api.http.Multipart.NamedFile;
import io.resforge.inference.classify.ClassifyQuery;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.ClassifyService;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Classifies image files. Calls wait for their answers without a thread. */
@Path("/v1/classify")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class ClassifyResource {

    /** Of a form's bytes, while the files are taken out of it. */
    private static final int COPIES = 2;

    private final ClassifyService classifying;

    ClassifyResource(ClassifyService classifying) {
        this.classifying = classifying;
    }

    @POST
    @Blocking
    @Consumes({"image/*", MediaType.APPLICATION_OCTET_STREAM})
    @Operation(
            summary = "Classifies one image",
            description = "The body is a PNG, JPEG, GIF or BMP file of any size; it is scaled to what the model takes.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = AnswerBody.class)))
    public CompletionStage<AnswerBody> classify(
            @BeanParam ClassifyParameters parameters, @Context RoutingContext request) {
        return HttpBody.answer(
                request, body -> answer(List.of(new NamedFile(null, body.bytes())), parameters, request));
    }

    @POST
    @Blocking
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(hidden = true)
    public CompletionStage<AnswerBody> classifyForm(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @BeanParam ClassifyParameters parameters,
            @Context RoutingContext request) {
        return HttpBody.answer(request, body -> {
            body.reserveCopies(COPIES, body.bytes().length);
            return answer(Multipart.files(body.bytes(), contentType), parameters, request);
        });
    }

    private CompletableFuture<AnswerBody> answer(
            List<NamedFile> files, ClassifyParameters parameters, RoutingContext request) {
        long arrival = System.nanoTime();
        SingleValues.query(request);
        HttpCaller caller = HttpCaller.of(request);
        List<String> names = new ArrayList<>();
        List<ImageInput> images = new ArrayList<>();
        for (NamedFile file : files) {
            names.add(file.name());
            images.add(new ImageInput.Encoded(ByteBuffer.wrap(file.content())));
        }
        ClassifyQuery query = new ClassifyQuery(images, parameters.topK(), parameters.model(), parameters.choice());
        return caller.until(classifying.classify(query, caller.caller()))
                .thenApply(answer -> AnswerBody.of(answer, names, System.nanoTime() - arrival));
    }
}
