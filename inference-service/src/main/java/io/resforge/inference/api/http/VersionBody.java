package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.models.LiveModel;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The identity of weights: enough to find out exactly what answered. */
@Schema(name = "ModelVersion", description = "The identity of weights: enough to find out exactly what answered.")
public record VersionBody(
        @Schema(description = "The model's name.", examples = "cifar10")
        String model,

        @Schema(description = "The version within the model.", examples = "17")
        String version,

        @Schema(description = "The run that trained it.") @JsonProperty("run_id")
        String runId,

        @Schema(description = "SHA-256 of the parameters file.")
        String sha256,

        @Schema(description = "Digest of the data set that it was trained on.") @JsonProperty("dataset_digest")
        String datasetDigest) {

    static VersionBody of(LiveModel model) {
        return new VersionBody(model.name(), model.version(), model.runId(), model.sha256(), model.datasetDigest());
    }
}
