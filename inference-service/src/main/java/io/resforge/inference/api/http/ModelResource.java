package io.resforge.inference.api.http;

import io.resforge.inference.api.ModelReadiness;
import io.resforge.inference.api.http.StatisticsResource.StatisticsBody;
import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.TensorService;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The Open Inference Protocol's view of one model. */
@Path("/v2/models/{model}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Open Inference Protocol")
public class ModelResource {

    private static final String VERSION = "versions/{version}";

    private final TensorService tensors;
    private final Repository repository;
    private final ModelReadiness readiness;

    ModelResource(TensorService tensors, @Readiness ModelReadiness readiness) {
        this.tensors = tensors;
        this.repository = tensors.repository();
        this.readiness = readiness;
    }

    @GET
    @Operation(summary = "Tells which tensors a model takes and answers with")
    public CompletionStage<MetadataBody.Model> modelMetadata(
            @PathParam("model") String model, @Context RoutingContext request) {
        return versionMetadata(model, "", request);
    }

    @GET
    @Path(VERSION)
    @Operation(summary = "As above, of one version, or of the version that has a label")
    public CompletionStage<MetadataBody.Model> versionMetadata(
            @PathParam("model") String model, @PathParam("version") String version, @Context RoutingContext request) {
        return whenLoaded(
                model, request, () -> MetadataBody.model(repository.find(model, version), repository.versions(model)));
    }

    private <R> CompletionStage<R> whenLoaded(String model, RoutingContext request, Supplier<R> answer) {
        HttpCaller caller = HttpCaller.of(request);
        return caller.until(
                tensors.whenLoaded(model, caller.caller(), () -> CompletableFuture.completedFuture(answer.get())));
    }

    @GET
    @Path("ready")
    @Operation(summary = "Whether a model can answer: 200 if so, 503 if not")
    public Response modelReady(@PathParam("model") String model) {
        return versionReady(model, "");
    }

    @GET
    @Path(VERSION + "/ready")
    @Operation(summary = "Whether a version can answer: 200 if so, 503 if not")
    public Response versionReady(@PathParam("model") String model, @PathParam("version") String version) {
        return ServerResource.answer(!readiness.isStopping() && repository.isReady(model, version));
    }

    @GET
    @Path("config")
    @Operation(summary = "Describes a model as a load generator wants to know it")
    public CompletionStage<Map<String, Object>> config(
            @PathParam("model") String model, @Context RoutingContext request) {
        return versionConfig(model, "", request);
    }

    @GET
    @Path(VERSION + "/config")
    @Operation(summary = "As above, of one version, or of the version that has a label")
    public CompletionStage<Map<String, Object>> versionConfig(
            @PathParam("model") String model, @PathParam("version") String version, @Context RoutingContext request) {
        return whenLoaded(
                model, request, () -> MetadataBody.config(repository.find(model, version), tensors.maxImages()));
    }

    @GET
    @Path("stats")
    @Operation(summary = "Tells how many calls each loaded version has answered, and where their time went")
    public StatisticsBody modelStatistics(@PathParam("model") String model) {
        return versionStatistics(model, "");
    }

    @GET
    @Path(VERSION + "/stats")
    @Operation(summary = "As above, of one version, or of the version that has a label")
    public StatisticsBody versionStatistics(@PathParam("model") String model, @PathParam("version") String version) {
        return StatisticsBody.of(tensors.statistics(model, version, any -> true));
    }
}
