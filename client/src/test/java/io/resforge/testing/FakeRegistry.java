package io.resforge.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.resforge.v1.GetVersionRequest;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListChampionsRequest;
import io.resforge.v1.ListChampionsResponse;
import io.resforge.v1.ListPromotionsRequest;
import io.resforge.v1.ListPromotionsResponse;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.ModelSummary;
import io.resforge.v1.PromoteRequest;
import io.resforge.v1.PromoteResponse;
import io.resforge.v1.Promotion;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceImplBase;
import io.resforge.v1.RollbackRequest;
import io.resforge.v1.RollbackResponse;
import io.resforge.v1.Version;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry with fixed versions, newest first. */
public final class FakeRegistry extends RegistryServiceImplBase {

    private final List<Version> versions;
    private final Map<String, String> manifests = new ConcurrentHashMap<>();

    /** How it lists versions: page by page. */
    public final Script<ListVersionsRequest, ListVersionsResponse> list = new Script<>(this::page);

    /** How it describes one; an empty version stands for the champion. */
    public final Script<GetVersionRequest, GetVersionResponse> get = new Script<>(this::version);

    /** How it describes models: as it has one, cifar10, whose champion was promoted twice. */
    public final Script<ListChampionsRequest, ListChampionsResponse> champions = new Script<>(question ->
            ListChampionsResponse.newBuilder().addAllModels(summaries()).build());

    /** How it tells promotions. */
    public final Script<ListPromotionsRequest, ListPromotionsResponse> promotions =
            new Script<>(question -> ListPromotionsResponse.newBuilder()
                    .addPromotions(promotion("3", "63.0% is better than 60.0%", "trainer").toBuilder()
                            .setNumber(6))
                    .build());

    /** How it promotes. */
    public final Script<PromoteRequest, PromoteResponse> promote = new Script<>(question -> PromoteResponse.newBuilder()
            .setPromotion(promotion(question.getVersion(), question.getReason(), question.getPromotedBy()))
            .build());

    /** How it rolls back: to version 1. */
    public final Script<RollbackRequest, RollbackResponse> rollback =
            new Script<>(question -> RollbackResponse.newBuilder()
                    .setPromotion(promotion("1", question.getReason(), question.getPromotedBy()))
                    .build());

    /** Has these versions. */
    public FakeRegistry(Version... versions) {
        this.versions = List.of(versions);
    }

    /** Has this manifest of a version. */
    public FakeRegistry with(String version, String manifestJson) {
        manifests.put(version, manifestJson);
        return this;
    }

    private List<ModelSummary> summaries() {
        return versions.stream()
                .filter(Version::getChampion)
                .map(it -> ModelSummary.newBuilder()
                        .setModel(it.getModel())
                        .setVersionCount(versions.size())
                        .setNewestVersion(versions.get(0).getVersion())
                        .setPromotion(promotion(it.getVersion(), "it is better", "trainer"))
                        .setChampion(it)
                        .build())
                .toList();
    }

    private ListVersionsResponse page(ListVersionsRequest request) {
        int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
        int to = Math.min(versions.size(), from + request.getPageSize());
        return ListVersionsResponse.newBuilder()
                .addAllVersions(versions.subList(from, to))
                .setNextPageToken(to < versions.size() ? "" + to : "")
                .build();
    }

    private GetVersionResponse version(GetVersionRequest request) {
        String wanted = request.getVersion();
        Version found = versions.stream()
                .filter(it ->
                        wanted.isEmpty() ? it.getChampion() : it.getVersion().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("there is no version " + wanted)
                        .asRuntimeException());
        return GetVersionResponse.newBuilder()
                .setVersion(found)
                .setManifestJson(
                        manifests.getOrDefault(found.getVersion(), "{\"version\": " + found.getVersion() + "}"))
                .build();
    }

    private static Promotion promotion(String version, String reason, String by) {
        return Promotion.newBuilder()
                .setModel("cifar10")
                .setNumber(7)
                .setVersion(version)
                .setPreviousVersion("2")
                .setReason(reason)
                .setPromotedBy(by)
                .build();
    }

    @Override
    public void listChampions(ListChampionsRequest request, StreamObserver<ListChampionsResponse> caller) {
        champions.answer(request, caller);
    }

    @Override
    public void listPromotions(ListPromotionsRequest request, StreamObserver<ListPromotionsResponse> caller) {
        promotions.answer(request, caller);
    }

    @Override
    public void listVersions(ListVersionsRequest request, StreamObserver<ListVersionsResponse> caller) {
        list.answer(request, caller);
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> caller) {
        get.answer(request, caller);
    }

    @Override
    public void promote(PromoteRequest request, StreamObserver<PromoteResponse> caller) {
        promote.answer(request, caller);
    }

    @Override
    public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> caller) {
        rollback.answer(request, caller);
    }
}
