package io.resforge.inference.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.support.access.Requester;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The Open Inference Protocol's view of what is loaded. */
@Path("/v2/repository")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Open Inference Protocol")
public class RepositoryResource {

    private final Repository repository;
    private final ObjectMapper json;

    RepositoryResource(TensorService tensors, ObjectMapper json) {
        this.repository = tensors.repository();
        this.json = json;
    }

    /** Asks what there is. */
    @Schema(name = "RepositoryIndexRequest")
    public record IndexBody(
            @Schema(description = "Only what can answer.") boolean ready) {}

    @POST
    @Blocking
    @Path("index")
    @Operation(summary = "Lists every version that is loaded, and every newer one that was refused and why")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = IndexBody.class)))
    public CompletionStage<List<MetadataBody.Entry>> index(@Context RoutingContext request) {
        return HttpBody.answer(request, body -> CompletableFuture.completedFuture(index(body, Requester.of(request))));
    }

    private List<MetadataBody.Entry> index(HttpBody body, Requester requester) {
        int length = body.bytes().length;
        boolean readyOnly = length > 0
                && JsonBodies.read(json, body, length, IndexBody.class).ready();
        return repository.index(requester::mayUse).stream()
                .filter(entry -> entry.isReady() || !readyOnly)
                .map(MetadataBody.Entry::of)
                .toList();
    }

    @POST
    @Path("models/{model}/load")
    @Operation(
            summary = "Looks at once for what is to be served of a model",
            description = "Versions that were refused are tried again. There is no unload: what is served follows from"
                    + " promotions and settings.")
    public Map<String, Object> load(@PathParam("model") String model, @Context RoutingContext request) {
        repository.lookAgain(model);
        Requester.of(request).changes("models/" + model, "", "looked at again");
        return Map.of();
    }
}
