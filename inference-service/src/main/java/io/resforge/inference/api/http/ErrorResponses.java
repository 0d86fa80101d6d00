package io.resforge.inference.api.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Adds to the description what holds for all that classifies: how it fails, its deadline, and the form with files. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ErrorResponses implements OASFilter {

    private static final Map<String, String> FAILURES = new LinkedHashMap<>(Map.of(
            "400", "The input is wrong; the message says what and what is allowed.",
            "404", "No such model or version is loaded.",
            "413", "The body is too large.",
            "429", "The queue is full, or too long for the caller's deadline. Retry-After says when to try again.",
            "503", "No version is live yet, or the server is going down. Trying again is right, there or elsewhere.",
            "504", "The deadline passed; the work was dropped."));

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths().getPathItems().forEach((path, item) -> {
            Operation post = item.getOperations().get(HttpMethod.POST);
            if (post != null) {
                FAILURES.forEach((code, words) -> post.getResponses()
                        .addAPIResponse(
                                code,
                                OASFactory.createAPIResponse()
                                        .description(words)
                                        .content(error())));
            }
            if (post != null && (path.endsWith("/classify") || path.endsWith("/explain") || path.endsWith("/infer"))) {
                post.addParameter(timeout());
            }
            if (post != null && path.endsWith("/classify")) {
                post.getRequestBody().getContent().addMediaType("multipart/form-data", form());
            }
        });
    }

    private static org.eclipse.microprofile.openapi.models.media.Content error() {
        Schema schema = OASFactory.createSchema().ref("#/components/schemas/Error");
        return OASFactory.createContent()
                .addMediaType("application/json", OASFactory.createMediaType().schema(schema));
    }

    private static Parameter timeout() {
        return OASFactory.createParameter()
                .name(HttpCaller.TIMEOUT)
                .in(Parameter.In.HEADER)
                .description("How long the caller waits, in seconds, such as 0.5. Afterwards the work is dropped.")
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.NUMBER));
    }

    private static MediaType form() {
        Schema file =
                OASFactory.createSchema().addType(Schema.SchemaType.STRING).format("binary");
        Schema files = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("One or several files, under any names.")
                .addProperty("image", file);
        return OASFactory.createMediaType().schema(files);
    }
}
