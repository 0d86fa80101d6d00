package io.resforge.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.resforge.v1.GetVersionRequest;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListVersionsRequest;
import io.resforge.v1.ListVersionsResponse;
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
