package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.inference.api.oip.TensorService.VersionStatistics;
import io.resforge.inference.telemetry.CallStatistics.CallTotals;
import io.resforge.inference.telemetry.CallStatistics.Total;
import io.resforge.support.access.Requester;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells how calls went, in the form that Triton's clients and load generators read. */
@Path("/v2/models/stats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Open Inference Protocol")
public class StatisticsResource {

    private final TensorService tensors;

    StatisticsResource(TensorService tensors) {
        this.tensors = tensors;
    }

    @GET
    @Operation(summary = "Tells how many calls each loaded version has answered, and where their time went")
    public StatisticsBody allStatistics(@Context RoutingContext request) {
        return StatisticsBody.of(tensors.statistics("", "", Requester.of(request)::mayUse));
    }

    /** How the calls of some versions went. */
    @Schema(name = "ModelStatistics", description = "How the calls of loaded versions went; times in nanoseconds.")
    public record StatisticsBody(
            @JsonProperty("model_stats") List<VersionBody> versions) {

        static StatisticsBody of(List<VersionStatistics> versions) {
            return new StatisticsBody(versions.stream().map(VersionBody::of).toList());
        }
    }

    /** How the calls of one version went. */
    @Schema(name = "VersionStatistics")
    public record VersionBody(
            String name,
            String version,

            @JsonProperty("last_inference")
            @Schema(description = "When a call was answered last, in milliseconds since 1970; 0 if none was.")
            long lastInference,

            @JsonProperty("inference_count") @Schema(description = "Images that were answered.")
            long images,

            @JsonProperty("execution_count") @Schema(description = "Batches that were computed.")
            long batches,

            @JsonProperty("inference_stats") StagesBody stages,

            @JsonProperty("batch_stats") List<BatchBody> sizes) {

        static VersionBody of(VersionStatistics statistics) {
            CallTotals calls = statistics.calls();
            return new VersionBody(
                    statistics.version().name(),
                    statistics.version().version(),
                    calls.lastMillis(),
                    calls.images(),
                    calls.batchCount(),
                    StagesBody.of(calls),
                    calls.batches().entrySet().stream()
                            .map(size -> new BatchBody(
                                    size.getKey(),
                                    DurationBody.NEVER,
                                    DurationBody.of(size.getValue()),
                                    DurationBody.NEVER))
                            .toList());
        }
    }

    /** What became of calls, and where the time of those went that were answered. */
    @Schema(name = "InferStatistics")
    public record StagesBody(
            DurationBody success,
            DurationBody fail,
            DurationBody queue,
            @JsonProperty("compute_input") DurationBody decode,
            @JsonProperty("compute_infer") DurationBody compute,
            @JsonProperty("compute_output") DurationBody encode,
            @JsonProperty("cache_hit") DurationBody cacheHit,
            @JsonProperty("cache_miss") DurationBody cacheMiss) {

        static StagesBody of(CallTotals calls) {
            return new StagesBody(
                    DurationBody.of(calls.answered()),
                    DurationBody.of(calls.failed()),
                    DurationBody.of(calls.queue()),
                    DurationBody.of(calls.decode()),
                    DurationBody.of(calls.compute()),
                    DurationBody.of(calls.encode()),
                    DurationBody.NEVER,
                    DurationBody.NEVER);
        }
    }

    /** How batches of one size went. */
    @Schema(name = "BatchStatistics")
    public record BatchBody(
            @JsonProperty("batch_size") int size,
            @JsonProperty("compute_input") DurationBody decode,
            @JsonProperty("compute_infer") DurationBody compute,
            @JsonProperty("compute_output") DurationBody encode) {}

    /** How often something happened, and how many nanoseconds all of them took. */
    @Schema(name = "StatisticDuration")
    public record DurationBody(long count, long ns) {

        static final DurationBody NEVER = new DurationBody(0, 0);

        static DurationBody of(Total total) {
            return new DurationBody(total.count(), total.nanos());
        }
    }
}
