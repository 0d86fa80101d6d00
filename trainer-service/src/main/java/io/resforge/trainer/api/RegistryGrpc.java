package io.resforge.trainer.api;

import static io.resforge.trainer.api.UnaryCalls.answer;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.support.access.Requester;
import io.resforge.trainer.api.Streams.Stream;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.v1.GetVersionRequest;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListChampionsRequest;
import io.resforge.v1.ListChampionsResponse;
import io.resforge.v1.ListPromotionsRequest;
import io.resforge.v1.ListPromotionsResponse;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.PromoteRequest;
import io.resforge.v1.PromoteResponse;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceImplBase;
import io.resforge.v1.RollbackRequest;
import io.resforge.v1.RollbackResponse;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;
import java.util.List;
import java.util.Optional;

/** Versions and promotions over gRPC. */
@GrpcService
class RegistryGrpc extends RegistryServiceImplBase {

    private final VersionReader versions;
    private final Promotions promotions;
    private final CallersModels callers;
    private final Streams streams;

    RegistryGrpc(VersionReader versions, Promotions promotions, Streams streams) {
        this.versions = versions;
        this.promotions = promotions;
        this.callers = new CallersModels(promotions);
        this.streams = streams;
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
    public void listChampions(ListChampionsRequest request, StreamObserver<ListChampionsResponse> client) {
        answer(
                client,
                () -> versions.models(
                        Paging.of(request.getPageSize(), request.getPageToken()), Requester.current()::mayUse));
    }

    @Override
    public void listPromotions(ListPromotionsRequest request, StreamObserver<ListPromotionsResponse> client) {
        answer(
                client,
                () -> versions.promotions(
                        model(request.getModel()), Paging.of(request.getPageSize(), request.getPageToken())));
    }

    @Override
    public void promote(PromoteRequest request, StreamObserver<PromoteResponse> client) {
        answer(client, () -> {
            Promotion promotion = callers.promote(
                    model(request.getModel()), request.getVersion(), request.getReason(), request.getPromotedBy());
            return PromoteResponse.newBuilder()
                    .setPromotion(VersionWriter.promotion(promotion))
                    .build();
        });
    }

    @Override
    public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> client) {
        answer(client, () -> {
            Promotion promotion =
                    callers.rollback(model(request.getModel()), request.getReason(), request.getPromotedBy());
            return RollbackResponse.newBuilder()
                    .setPromotion(VersionWriter.promotion(promotion))
                    .build();
        });
    }

    @Override
    public void watchChampion(WatchChampionRequest request, StreamObserver<WatchChampionResponse> client) {
        // A model without a champion is watched too, so that a client can wait for the first one.
        streams.open(client, new ChampionSource(promotions, request.getModel()));
    }

    static String model(String name) {
        return name.isEmpty() ? WorkerArguments.DEFAULT_MODEL : RequestFields.model("model", name);
    }

    /** Looks at the promotions of one model for one client. */
    private static final class ChampionSource implements Stream.Source<WatchChampionResponse> {

        private final Promotions promotions;
        private final String model;
        private long known;

        ChampionSource(Promotions promotions, String model) {
            this.promotions = promotions;
            this.model = model;
        }

        @Override
        public Stream.Look<WatchChampionResponse> look() {
            List<Promotion> news = news();
            if (!news.isEmpty()) {
                known = news.getLast().number();
            }
            return new Stream.Look<>(news.stream().map(ChampionSource::answer).toList(), false);
        }

        private List<Promotion> news() {
            Optional<Promotion> newest = promotions.newerThan(RegistryGrpc.model(model), known);
            boolean missedSome = known > 0 && newest.isPresent() && newest.get().number() > known + 1;
            return missedSome
                    ? promotions.history(RegistryGrpc.model(model)).stream()
                            .filter(promotion -> promotion.number() > known)
                            .toList()
                    : newest.stream().toList();
        }

        private static WatchChampionResponse answer(Promotion promotion) {
            return WatchChampionResponse.newBuilder()
                    .setPromotion(VersionWriter.promotion(promotion))
                    .build();
        }
    }
}
