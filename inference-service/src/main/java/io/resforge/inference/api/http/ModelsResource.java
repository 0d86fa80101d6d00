package io.resforge.inference.api.http;

import io.resforge.inference.models.ServedModels;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Describes what is served. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class ModelsResource {

    private final ServedModels models;

    ModelsResource(ServedModels models) {
        this.models = models;
    }

    /** Models. */
    @Schema(name = "Models")
    public record ModelsBody(List<ModelBody> models) {}

    @GET
    @Operation(summary = "Describes every model that has a live version")
    public ModelsBody list() {
        return new ModelsBody(models.all().stream().map(ModelBody::of).toList());
    }

    @GET
    @Path("{name}")
    @Operation(summary = "Describes one model: what is live, what else is loaded, and what was refused and why")
    public ModelBody get(@PathParam("name") String name) {
        return ModelBody.of(models.get(name));
    }
}
