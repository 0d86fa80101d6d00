package io.resforge.inference.api.grpc;

import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.ServerFacts;
import io.resforge.inference.api.oip.TensorSpec;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.resforge.oip.DataType;
import io.resforge.oip.ModelConfig;
import io.resforge.oip.ModelConfigResponse;
import io.resforge.oip.ModelDynamicBatching;
import io.resforge.oip.ModelInput;
import io.resforge.oip.ModelMetadataResponse;
import io.resforge.oip.ModelMetadataResponse.TensorMetadata;
import io.resforge.oip.RepositoryIndexResponse;
import io.resforge.oip.ServerMetadataResponse;
import java.util.List;

/** What the Open Inference Protocol's clients are told about the server and its models. */
final class OpenInferenceMetadata {

    private static final String READY = "READY";
    private static final String UNAVAILABLE = "UNAVAILABLE";

    private OpenInferenceMetadata() {}

    static ServerMetadataResponse server(ServerFacts facts) {
        return ServerMetadataResponse.newBuilder()
                .setName(ServerFacts.NAME)
                .setVersion(facts.version())
                .addAllExtensions(ServerFacts.EXTENSIONS)
                .build();
    }

    static ModelMetadataResponse model(LiveModel model, List<String> versions) {
        return ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addAllVersions(versions)
                .setPlatform(ServerFacts.NAME)
                .addAllInputs(tensors(TensorSpec.inputs(model)))
                .addAllOutputs(tensors(TensorSpec.outputs(model)))
                .build();
    }

    static ModelConfigResponse config(LiveModel model, int maxImages) {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(model.name())
                .setPlatform(ServerFacts.NAME)
                .setBackend(ServerFacts.NAME)
                .setMaxBatchSize(maxImages)
                .setDynamicBatching(ModelDynamicBatching.getDefaultInstance());
        TensorSpec.inputs(model).forEach(tensor -> config.addInputBuilder()
                .setName(tensor.name())
                .setDataType(type(tensor.datatype()))
                .setFormat(ModelInput.Format.FORMAT_NHWC)
                .addAllDims(dims(tensor)));
        TensorSpec.outputs(model).forEach(tensor -> config.addOutputBuilder()
                .setName(tensor.name())
                .setDataType(type(tensor.datatype()))
                .addAllDims(dims(tensor)));
        return ModelConfigResponse.newBuilder().setConfig(config).build();
    }

    static RepositoryIndexResponse index(List<Repository.Entry> entries, boolean readyOnly) {
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        entries.stream().filter(entry -> entry.isReady() || !readyOnly).forEach(entry -> index.addModelsBuilder()
                .setName(entry.model())
                .setVersion(entry.version())
                .setState(entry.isReady() ? READY : UNAVAILABLE)
                .setReason(entry.reason()));
        return index.build();
    }

    static void requireNoName(String repository) {
        if (!repository.isEmpty()) {
            throw new InvalidRequest(
                    "repository_name", "must be empty, for there is only one repository, was \"" + repository + "\"");
        }
    }

    private static List<TensorMetadata> tensors(List<TensorSpec> tensors) {
        return tensors.stream()
                .map(tensor -> TensorMetadata.newBuilder()
                        .setName(tensor.name())
                        .setDatatype(tensor.datatype().name())
                        .addAllShape(tensor.shape())
                        .build())
                .toList();
    }

    private static DataType type(Datatype datatype) {
        return switch (datatype) {
            case UINT8 -> DataType.TYPE_UINT8;
            case FP32 -> DataType.TYPE_FP32;
            case BYTES -> DataType.TYPE_STRING;
        };
    }

    private static List<Long> dims(TensorSpec tensor) {
        return tensor.shape().subList(1, tensor.shape().size());
    }
}
