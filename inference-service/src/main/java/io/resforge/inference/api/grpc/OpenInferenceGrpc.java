package io.resforge.inference.api.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.inference.api.ModelReadiness;
import io.resforge.inference.api.oip.InferAnswer;
import io.resforge.inference.api.oip.Repository;
import io.resforge.inference.api.oip.ServerFacts;
import io.resforge.inference.api.oip.TensorService;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.oip.ModelConfigRequest;
import io.resforge.oip.ModelConfigResponse;
import io.resforge.oip.ModelInferRequest;
import io.resforge.oip.ModelInferResponse;
import io.resforge.oip.ModelMetadataRequest;
import io.resforge.oip.ModelMetadataResponse;
import io.resforge.oip.ModelReadyRequest;
import io.resforge.oip.ModelReadyResponse;
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
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The Open Inference Protocol's edge. Calls arrive on the event loop, which is never blocked, and are answered by the workers. */
@GrpcService
public class OpenInferenceGrpc extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private final TensorService tensors;
    private final ServerFacts facts;
    private final Repository repository;
    private final ModelReadiness readiness;
    private final GrpcErrors errors;

    public OpenInferenceGrpc(
            TensorService tensors, ServerFacts facts, @Readiness ModelReadiness readiness, ServingObserver observer) {
        this.tensors = tensors;
        this.facts = facts;
        this.repository = tensors.repository();
        this.readiness = readiness;
        this.errors = new GrpcErrors(observer);
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
        Replies.now(client, errors, () -> ServerLiveResponse.newBuilder()
                .setLive(true)
                .build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
        Replies.now(client, errors, () -> ServerReadyResponse.newBuilder()
                .setReady(readiness.call().getStatus() == HealthCheckResponse.Status.UP)
                .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
        Replies.now(client, errors, () -> ModelReadyResponse.newBuilder()
                .setReady(!readiness.isStopping() && repository.isReady(request.getName(), request.getVersion()))
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
        Replies.now(client, errors, () -> OpenInferenceMetadata.server(facts));
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
        Replies.now(
                client,
                errors,
                () -> OpenInferenceMetadata.model(
                        repository.find(request.getName(), request.getVersion()),
                        repository.versions(request.getName())));
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> client) {
        Replies.now(
                client,
                errors,
                () -> OpenInferenceMetadata.config(
                        repository.find(request.getName(), request.getVersion()), tensors.maxImages()));
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> client) {
        Replies.whenDone(answer(request), client, errors);
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> client) {
        Replies.now(client, errors, () -> {
            OpenInferenceMetadata.requireNoName(request.getRepositoryName());
            return OpenInferenceMetadata.index(repository.index(), request.getReady());
        });
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> client) {
        Replies.now(client, errors, () -> {
            OpenInferenceMetadata.requireNoName(request.getRepositoryName());
            if (request.getParametersCount() > 0) {
                throw new InvalidRequest(
                        "parameters", "must be empty: a model comes from the store as it was published");
            }
            repository.lookAgain(request.getModelName());
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
            boolean raw = TensorRequests.isRaw(request);
            CompletableFuture<InferAnswer> answer =
                    caller.until(tensors.infer(TensorRequests.of(request), caller.caller()));
            // The request, with all its pixels, is not to be kept until the answer is there.
            String id = request.getId();
            return answer.thenApply(answered -> TensorResponses.of(answered, id, raw));
        } catch (RuntimeException | Error failure) {
            caller.forget();
            return CompletableFuture.failedFuture(failure);
        }
    }
}
