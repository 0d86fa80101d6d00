package io.resforge.inference.api.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.inference.api.ModelReadiness;
import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.inference.api.oip.TensorService.ServerFacts;
import io.resforge.inference.api.oip.TensorSpec;
import io.resforge.inference.api.oip.TensorSpec.Datatype;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import io.resforge.oip.DataType;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.ModelConfig;
import io.resforge.oip.ModelConfigRequest;
import io.resforge.oip.ModelConfigResponse;
import io.resforge.oip.ModelDynamicBatching;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferResponse;
import io.resforge.oip.ModelInput;
import io.resforge.oip.ModelMetadataRequest;
import io.resforge.oip.ModelMetadataResponse;
import io.resforge.oip.ModelMetadataResponse.TensorMetadata;
import io.resforge.oip.ModelReadyRequest;
import io.resforge.oip.ModelReadyResponse;
import io.resforge.oip.ModelStatisticsRequest;
import io.resforge.oip.ModelStatisticsResponse;
import io.resforge.oip.ModelStreamInferResponse;
import io.resforge.oip.RepositoryIndexRequest;
import io.resforge.oip.RepositoryIndexResponse;
import io.resforge.oip.RepositoryModelLoadRequest;
import io.resforge.oip.RepositoryModelLoadResponse;
import io.resforge.oip.RepositoryModelUnloadRequest;
import io.resforge.oip.RepositoryModelUnloadResponse;
import io.resforge.oip.ServerLiveRequest;
import io.resforge.oip.ServerLiveResponse;
import io.resforge.oip.ServerMetadataRequest;
import io.resforge.oip.ServerMetadataResponse;
import io.resforge.oip.ServerReadyRequest;
import io.resforge.oip.ServerReadyResponse;
import io.resforge.support.access.Requester;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The Open Inference Protocol's edge. Calls arrive on the event loop, which is never blocked. */
@GrpcService
public class OpenInferenceGrpc extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private static final String READY = "READY";
    private static final String UNAVAILABLE = "UNAVAILABLE";

    private final TensorService tensors;
    private final ServerFacts facts;
    private final Repository repository;
    private final ModelReadiness readiness;
    private final Replies replies;
    private final int streamWindow;

    public OpenInferenceGrpc(
            TensorService tensors,
            ServerFacts facts,
            @Readiness ModelReadiness readiness,
            ServingObserver observer,
            InferenceConfig config) {
        this.tensors = tensors;
        this.facts = facts;
        this.repository = tensors.repository();
        this.readiness = readiness;
        this.replies = new Replies(observer);
        this.streamWindow = config.limits().streamWindow();
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
        replies.now(client, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
        replies.now(client, () -> ServerReadyResponse.newBuilder()
                .setReady(readiness.call().getStatus() == HealthCheckResponse.Status.UP)
                .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
        replies.now(client, () -> ModelReadyResponse.newBuilder()
                .setReady(!readiness.isStopping() && repository.isReady(request.getName(), request.getVersion()))
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
        replies.now(client, () -> server(facts));
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
        whenLoaded(
                request.getName(),
                client,
                () -> model(
                        repository.find(request.getName(), request.getVersion()),
                        repository.versions(request.getName())));
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> client) {
        whenLoaded(
                request.getName(),
                client,
                () -> config(repository.find(request.getName(), request.getVersion()), tensors.maxImages()));
    }

    /** Answers once the model is loaded. */
    private <R> void whenLoaded(String model, StreamObserver<R> client, Supplier<R> answer) {
        GrpcCaller caller = GrpcCaller.current();
        CompletableFuture<R> answered;
        try {
            answered = caller.until(
                    tensors.whenLoaded(model, caller.caller(), () -> CompletableFuture.completedFuture(answer.get())));
        } catch (RuntimeException | Error failure) {
            caller.forget();
            answered = CompletableFuture.failedFuture(failure);
        }
        replies.whenDone(answered, client);
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> client) {
        replies.whenDone(answer(request), client);
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> client) {
        CallTrace trace = CallTracing.of(Context.current());
        return RequestStream.open(
                (ServerCallStreamObserver<ModelStreamInferResponse>) client,
                streamWindow,
                request -> {
                    String id = request.getId(); // the request, with all its pixels, is not to be kept
                    return answer(request)
                            .handle((answered, failure) -> failure == null
                                    ? TensorMessages.streamed(answered)
                                    : TensorMessages.refused(id, replies.message(failure, trace)));
                },
                failure -> replies.status(failure, trace));
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> client) {
        replies.now(client, () -> {
            Requester requester = Requester.current();
            if (!request.getName().isEmpty()) {
                requester.requireUse(request.getName());
            }
            return TensorMessages.statistics(
                    tensors.statistics(request.getName(), request.getVersion(), requester::mayUse));
        });
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> client) {
        replies.now(client, () -> {
            requireNoName(request.getRepositoryName());
            return index(repository.index(Requester.current()::mayUse), request.getReady());
        });
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> client) {
        replies.now(client, () -> {
            requireNoName(request.getRepositoryName());
            if (request.getParametersCount() > 0) {
                throw new InvalidRequest(
                        "parameters", "must be empty: a model comes from the store as it was published");
            }
            repository.lookAgain(request.getModelName());
            Requester.current().changes("models/" + request.getModelName(), "", "looked at again");
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> client) {
        client.onError(Status.UNIMPLEMENTED
                .withDescription(
                        "a model cannot be unloaded by a call: what is served follows from the promotions in the"
                                + " store and the server's settings")
                .asRuntimeException());
    }

    /** Answers one request; a failure, too, is in the future. */
    private CompletableFuture<ModelInferResponse> answer(ModelInferRequest request) {
        GrpcCaller caller = GrpcCaller.current();
        try {
            boolean raw = TensorMessages.isRaw(request);
            // The request, with all its pixels, is not to be kept until the answer is there.
            String id = request.getId();
            return caller.until(tensors.infer(
                    TensorMessages.request(request),
                    caller.caller(),
                    answer -> TensorMessages.response(answer, id, raw)));
        } catch (RuntimeException | Error failure) {
            caller.forget();
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static ServerMetadataResponse server(ServerFacts facts) {
        return ServerMetadataResponse.newBuilder()
                .setName(ServerFacts.NAME)
                .setVersion(facts.version())
                .addAllExtensions(ServerFacts.EXTENSIONS)
                .build();
    }

    private static ModelMetadataResponse model(LiveModel model, List<String> versions) {
        return ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addAllVersions(versions)
                .setPlatform(ServerFacts.NAME)
                .addAllInputs(tensors(TensorSpec.inputs(model)))
                .addAllOutputs(tensors(TensorSpec.outputs(model)))
                .build();
    }

    private static ModelConfigResponse config(LiveModel model, int maxImages) {
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

    private static RepositoryIndexResponse index(List<Repository.Entry> entries, boolean readyOnly) {
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        entries.stream().filter(entry -> entry.isReady() || !readyOnly).forEach(entry -> index.addModelsBuilder()
                .setName(entry.model())
                .setVersion(entry.version())
                .setState(entry.isReady() ? READY : UNAVAILABLE)
                .setReason(entry.reason()));
        return index.build();
    }

    private static void requireNoName(String repository) {
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
