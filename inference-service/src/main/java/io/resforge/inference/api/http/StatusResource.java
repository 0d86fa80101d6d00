package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.http.ModelsResource.ModelBody;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.models.ModelSlot.SlotVersion;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.models.TrialCalls.TrialStanding;
import io.resforge.inference.telemetry.MeterReadings;
import io.resforge.inference.telemetry.MeterReadings.VersionReadings;
import io.resforge.support.access.Requester;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells how the server does. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ResForge")
public class StatusResource {

    private final ServedModels models;
    private final Batcher batcher;
    private final MeterReadings readings;

    StatusResource(ServedModels models, Batcher batcher, MeterReadings readings) {
        this.models = models;
        this.batcher = batcher;
        this.readings = readings;
    }

    @GET
    @Operation(
            summary = "Tells how the server does: models, versions on trial, and what calls took",
            description = "Counts and times are sums since the start: two answers tell what came between them.")
    public StatusBody status(@Context RoutingContext request) {
        Requester requester = Requester.of(request);
        return new StatusBody(
                Instant.now(),
                new QueueBody(batcher.depth(), batcher.capacity()),
                readings.refusedCalls(),
                models.models().stream()
                        .filter(model -> requester.mayUse(model.name()) && !models.isCold(model))
                        .map(this::model)
                        .toList());
    }

    private ServedModelBody model(ServedModel model) {
        List<MeasuredBody> measured = model.slot().all().stream()
                .map(SlotVersion::model)
                .map(version -> new MeasuredBody(version.version(), readings.of(version)))
                .toList();
        return new ServedModelBody(
                model.name(),
                models.described(model).map(ModelBody::of).orElse(null),
                model.slot().live().isPresent() ? null : model.whyNone(),
                model.canary().standing().orElse(null),
                measured);
    }

    /** How the server does. */
    @Schema(name = "Status", description = "How the server does.")
    public record StatusBody(
            @Schema(description = "When this was told.") Instant at,
            QueueBody queue,

            @Schema(description = "Calls without an answer since the start, by reason.") @JsonProperty("refused_calls")
            Map<String, Long> refusedCalls,

            List<ServedModelBody> models) {}

    /** The queue of images. */
    @Schema(name = "Queue", description = "The images that wait.")
    public record QueueBody(
            @Schema(description = "Images that wait.") int images,

            @Schema(description = "Most images that may wait.")
            int capacity) {}

    /** A model that the server is told to serve. */
    @Schema(name = "ServedModel", description = "A model that the server is told to serve.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ServedModelBody(
            String name,

            @Schema(description = "What is served of it; missing while no version is live.")
            ModelBody model,

            @Schema(description = "Why no version is live.") @JsonProperty("none_live")
            String noneLive,

            @Schema(description = "How its canary does beside the live version.")
            TrialStanding canary,

            @Schema(description = "What was measured of each version that is loaded.")
            List<MeasuredBody> measured) {}

    /** What was measured of a version. */
    @Schema(name = "Measured", description = "What was measured of a version since it was loaded.")
    public record MeasuredBody(String version, VersionReadings readings) {}
}
