package io.resforge.inference.api.http;

import io.resforge.inference.api.ModelReadiness;
import io.resforge.inference.api.oip.TensorService.ServerFacts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The Open Inference Protocol's view of the server. */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Open Inference Protocol")
public class ServerResource {

    private final ServerFacts facts;
    private final ModelReadiness readiness;

    ServerResource(ServerFacts facts, @Readiness ModelReadiness readiness) {
        this.facts = facts;
        this.readiness = readiness;
    }

    @GET
    @Operation(summary = "Tells what the server is called and what it can do beyond the protocol's core")
    public MetadataBody.Server serverMetadata() {
        return new MetadataBody.Server(ServerFacts.NAME, facts.version(), ServerFacts.EXTENSIONS);
    }

    @GET
    @Path("health/live")
    @Operation(summary = "Whether the server runs")
    public Map<String, Boolean> serverLive() {
        return Map.of("live", true);
    }

    @GET
    @Path("health/ready")
    @Operation(summary = "Whether the server can answer: 200 if so, 503 if not")
    public Response serverReady() {
        return answer(readiness.call().getStatus() == HealthCheckResponse.Status.UP);
    }

    /** 200 or 503: clients look at nothing else. */
    static Response answer(boolean ready) {
        return Response.status(ready ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .entity(Map.of("ready", ready))
                .build();
    }
}
