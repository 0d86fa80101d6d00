package io.resforge.trainer.api;

import static io.resforge.trainer.api.UnaryCalls.answer;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.v1.GetVersionRequest;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.PromoteRequest;
import io.resforge.v1.PromoteResponse;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceImplBase;
import io.resforge.v1.RollbackRequest;
import io.resforge.v1.RollbackResponse;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;

/** Versions and promotions over gRPC. */
@GrpcService
class RegistryGrpc extends RegistryServiceImplBase {

    private static final String SOMEBODY = "somebody";

    private final VersionReader versions;
    private final Promotions promotions;
    private final Streams streams;
    private final StreamConfig config;

    RegistryGrpc(VersionReader versions, Promotions promotions, Streams streams, StreamConfig config) {
        this.versions = versions;
        this.promotions = promotions;
        this.streams = streams;
        this.config = config;
    }

    @Override
    public void listVersions(ListVersionsRequest request, StreamObserver<ListVersionsResponse> client) {
        answer(client, () -> {
            Paging paging = Paging.of(request.getPageSize(), request.getPageToken());
            return versions.page(model(request.getModel()), paging);
        });
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> client) {
        answer(client, () -> {
            String version = request.getVersion();
            if (!version.isEmpty()) {
                RequestFields.version("version", version);
            }
            return versions.one(model(request.getModel()), version);
        });
    }

    @Override
    public void promote(PromoteRequest request, StreamObserver<PromoteResponse> client) {
        answer(client, () -> {
            Promotion promotion = promotions.promote(
                    model(request.getModel()),
                    RequestFields.version("version", request.getVersion()),
                    reason(request.getReason()),
                    by(request.getPromotedBy()));
            return PromoteResponse.newBuilder()
                    .setPromotion(VersionWriter.promotion(promotion))
                    .build();
        });
    }

    @Override
    public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> client) {
        answer(client, () -> {
            Promotion promotion = promotions.rollback(
                    model(request.getModel()), reason(request.getReason()), by(request.getPromotedBy()));
            return RollbackResponse.newBuilder()
                    .setPromotion(VersionWriter.promotion(promotion))
                    .build();
        });
    }

    @Override
    public void watchChampion(WatchChampionRequest request, StreamObserver<WatchChampionResponse> client) {
        // A model without a champion is watched too: a client that waits for the first one should not have to ask again
        // and
        // again.
        streams.open(client, config.interval(), new ChampionSource(promotions, request.getModel()));
    }

    static String model(String name) {
        return name.isEmpty() ? SpecReader.DEFAULT_MODEL : RequestFields.model("model", name);
    }

    private static String reason(String reason) {
        if (reason.isBlank()) {
            throw new InvalidInput("reason", "must be given: it is recorded with the promotion");
        }
        return reason.strip();
    }

    private static String by(String name) {
        return name.isBlank() ? SOMEBODY : name.strip();
    }
}
