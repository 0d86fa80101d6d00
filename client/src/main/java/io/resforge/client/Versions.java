package io.resforge.client;

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
import io.resforge.v1.Promotion;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.RollbackRequest;
import io.resforge.v1.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of the trainer service about published versions. An empty model stands for the server's own. A call that fails throws a
 * {@link ResForgeException}.
 */
public final class Versions {

    private static final int PAGE = 100;

    private final ServiceConnection server;
    private final RegistryServiceGrpc.RegistryServiceBlockingStub stub;

    Versions(ServiceConnection server) {
        this.server = server;
        this.stub = RegistryServiceGrpc.newBlockingStub(server.channel());
    }

    /**
     * The same over the same connections, with another deadline for each call.
     *
     * @param deadline the longest that one call takes, its retries included; above zero
     * @throws IllegalArgumentException if it is not above zero
     */
    public Versions withDeadline(Duration deadline) {
        return new Versions(server.withDeadline(deadline));
    }

    /**
     * Describes the newest versions of a model.
     *
     * @param limit at most this many, at least 1
     * @throws IllegalArgumentException if the limit is below 1
     */
    public List<Version> list(String model, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit must be at least 1, was " + limit);
        }
        List<Version> versions = new ArrayList<>();
        String token = "";
        do {
            ListVersionsRequest request = ListVersionsRequest.newBuilder()
                    .setModel(model)
                    .setPageSize(Math.min(PAGE, limit - versions.size()))
                    .setPageToken(token)
                    .build();
            ListVersionsResponse page = server.call(() -> stub.listVersions(request));
            versions.addAll(page.getVersionsList());
            token = page.getVersionsCount() == 0 ? "" : page.getNextPageToken();
        } while (!token.isEmpty() && versions.size() < limit);
        return versions;
    }

    /** Describes every model that has a version, by name. */
    public List<ModelSummary> models() {
        List<ModelSummary> models = new ArrayList<>();
        String token = "";
        do {
            ListChampionsRequest request = ListChampionsRequest.newBuilder()
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build();
            ListChampionsResponse page = server.call(() -> stub.listChampions(request));
            models.addAll(page.getModelsList());
            token = page.getModelsCount() == 0 ? "" : page.getNextPageToken();
        } while (!token.isEmpty());
        return models;
    }

    /**
     * Tells the newest promotions of a model.
     *
     * @param limit at most this many, at least 1
     * @throws IllegalArgumentException if the limit is below 1
     */
    public List<Promotion> promotions(String model, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit must be at least 1, was " + limit);
        }
        List<Promotion> promotions = new ArrayList<>();
        String token = "";
        do {
            ListPromotionsRequest request = ListPromotionsRequest.newBuilder()
                    .setModel(model)
                    .setPageSize(Math.min(PAGE, limit - promotions.size()))
                    .setPageToken(token)
                    .build();
            ListPromotionsResponse page = server.call(() -> stub.listPromotions(request));
            promotions.addAll(page.getPromotionsList());
            token = page.getPromotionsCount() == 0 ? "" : page.getNextPageToken();
        } while (!token.isEmpty() && promotions.size() < limit);
        return promotions;
    }

    /**
     * Describes one version, with its manifest.
     *
     * @param version empty stands for the champion
     */
    public GetVersionResponse get(String model, String version) {
        GetVersionRequest request = GetVersionRequest.newBuilder()
                .setModel(model)
                .setVersion(version)
                .build();
        return server.call(() -> stub.getVersion(request));
    }

    /**
     * Makes a version the champion.
     *
     * @param reason why, for the record; must be given
     * @param by who asks, for the record
     */
    public Promotion promote(String model, String version, String reason, String by) {
        PromoteRequest request = PromoteRequest.newBuilder()
                .setModel(model)
                .setVersion(version)
                .setReason(reason)
                .setPromotedBy(by)
                .build();
        return server.call(() -> stub.promote(request)).getPromotion();
    }

    /**
     * Makes the champion before this one the champion again.
     *
     * @param reason why, for the record; must be given
     * @param by who asks, for the record
     * @throws ResForgeException if the call fails; FAILED_PRECONDITION if there is nothing to return to
     */
    public Promotion rollback(String model, String reason, String by) {
        RollbackRequest request = RollbackRequest.newBuilder()
                .setModel(model)
                .setReason(reason)
                .setPromotedBy(by)
                .build();
        return server.call(() -> stub.rollback(request)).getPromotion();
    }
}
