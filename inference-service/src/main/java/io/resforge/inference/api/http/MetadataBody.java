package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.TensorService.ServerFacts;
import io.resforge.inference.api.oip.TensorSpec;
import io.resforge.inference.models.LiveModel;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the Open Inference Protocol's clients are told about the server and its models, in JSON. */
final class MetadataBody {

    private MetadataBody() {}

    @Schema(name = "ServerMetadata")
    record Server(String name, String version, List<String> extensions) {}

    @Schema(name = "TensorMetadata")
    record Tensor(
            String name,
            String datatype,

            @Schema(description = "-1 where any length will do.")
            List<Long> shape) {}

    @Schema(name = "ModelMetadata")
    record Model(String name, List<String> versions, String platform, List<Tensor> inputs, List<Tensor> outputs) {}

    @Schema(name = "RepositoryEntry")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Entry(
            String name,
            String version,
            @Schema(description = "READY or UNAVAILABLE.") String state,
            @Schema(description = "Why it is unavailable.") String reason) {

        static Entry of(Repository.Entry entry) {
            return new Entry(entry.model(), entry.version(), entry.isReady() ? "READY" : "UNAVAILABLE", entry.reason());
        }
    }

    /** The part of Triton's model configuration that load generators read. */
    static Map<String, Object> config(LiveModel model, int maxImages) {
        return Map.of(
                "name", model.name(),
                "platform", ServerFacts.NAME,
                "backend", ServerFacts.NAME,
                "max_batch_size", maxImages,
                "input",
                        TensorSpec.inputs(model).stream()
                                .map(MetadataBody::config)
                                .toList(),
                "output",
                        TensorSpec.outputs(model).stream()
                                .map(MetadataBody::config)
                                .toList(),
                "dynamic_batching", Map.of());
    }

    static Model model(LiveModel model, List<String> versions) {
        return new Model(
                model.name(),
                versions,
                ServerFacts.NAME,
                tensors(TensorSpec.inputs(model)),
                tensors(TensorSpec.outputs(model)));
    }

    private static List<Tensor> tensors(List<TensorSpec> tensors) {
        return tensors.stream()
                .map(tensor -> new Tensor(tensor.name(), tensor.datatype().name(), tensor.shape()))
                .toList();
    }

    private static Map<String, Object> config(TensorSpec tensor) {
        String type =
                switch (tensor.datatype()) {
                    case UINT8 -> "TYPE_UINT8";
                    case FP32 -> "TYPE_FP32";
                    case BYTES -> "TYPE_STRING";
                };
        List<Long> dims = tensor.shape().subList(1, tensor.shape().size());
        return Map.of("name", tensor.name(), "data_type", type, "dims", dims);
    }
}
