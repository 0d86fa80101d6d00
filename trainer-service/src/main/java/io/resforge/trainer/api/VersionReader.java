package io.resforge.trainer.api;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ListChampionsResponse;
import io.resforge.v1.ListPromotionsResponse;
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.ModelSummary;
import io.resforge.v1.Version;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Reads versions for clients. */
@Singleton
final class VersionReader {

    private static final Logger LOG = Logger.getLogger(VersionReader.class);

    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final RunStore runs;

    VersionReader(Checkpoints checkpoints, Promotions promotions, RunStore runs) {
        this.runs = runs;
        this.checkpoints = checkpoints;
        this.promotions = promotions;
    }

    /** The versions of a model, the newest first. One whose manifest cannot be read is left out, and said so in the log. */
    ListVersionsResponse page(String model, Paging paging) {
        List<String> versions = checkpoints.versions(model);
        if (versions.isEmpty()) {
            throw UnknownVersion.anyOf(model);
        }
        Paging.Slice slice = paging.of(versions.reversed());
        Optional<Promotion> champion = promotions.champion(model);
        ListVersionsResponse.Builder response =
                ListVersionsResponse.newBuilder().setNextPageToken(slice.nextToken());
        champion.map(VersionWriter::promotion).ifPresent(response::setChampion);
        for (String version : slice.items()) {
            readable(model, version)
                    .map(manifest -> VersionWriter.version(manifest, champion))
                    .ifPresent(response::addVersions);
        }
        return response.build();
    }

    /** The models that have versions, by name, as far as they may be told. */
    ListChampionsResponse models(Paging paging, Predicate<String> allowed) {
        Paging.Slice slice =
                paging.of(checkpoints.models().stream().filter(allowed).toList());
        return ListChampionsResponse.newBuilder()
                .addAllModels(slice.items().stream().map(this::summary).toList())
                .setNextPageToken(slice.nextToken())
                .build();
    }

    private ModelSummary summary(String model) {
        List<String> versions = checkpoints.versions(model);
        ModelSummary.Builder summary = ModelSummary.newBuilder().setModel(model).setVersionCount(versions.size());
        versions.reversed().stream().findFirst().ifPresent(summary::setNewestVersion);
        try {
            Optional<Promotion> champion = promotions.champion(model);
            champion.map(VersionWriter::promotion).ifPresent(summary::setPromotion);
            champion.flatMap(it -> readable(model, it.version()))
                    .map(manifest -> VersionWriter.version(manifest, champion))
                    .ifPresent(summary::setChampion);
        } catch (DamagedObject e) {
            LOG.warnf("Model %s is shown without its champion: %s", model, e.getMessage());
        }
        return summary.build();
    }

    /** A model's promotions, newest first; throws {@link UnknownVersion} if it has neither those nor versions. */
    ListPromotionsResponse promotions(String model, Paging paging) {
        List<Promotion> history = promotions.history(model).reversed();
        if (history.isEmpty() && checkpoints.versions(model).isEmpty()) {
            throw UnknownVersion.anyOf(model);
        }
        Map<String, Promotion> byNumber = new LinkedHashMap<>();
        history.forEach(promotion -> byNumber.put(Long.toString(promotion.number()), promotion));
        Paging.Slice slice = paging.of(List.copyOf(byNumber.keySet()));
        return ListPromotionsResponse.newBuilder()
                .addAllPromotions(slice.items().stream()
                        .map(byNumber::get)
                        .map(VersionWriter::promotion)
                        .toList())
                .setNextPageToken(slice.nextToken())
                .build();
    }

    /**
     * One version.
     *
     * @throws UnknownVersion if there is no such version, or no champion
     */
    GetVersionResponse one(String model, String version) {
        Optional<Promotion> champion = promotions.champion(model);
        String wanted = version.isEmpty()
                ? champion.map(Promotion::version).orElseThrow(() -> UnknownVersion.championOf(model))
                : version;
        Manifest manifest = checkpoints.manifest(model, wanted).orElseThrow(() -> new UnknownVersion(model, wanted));
        Version.Builder found = VersionWriter.version(manifest, champion).toBuilder();
        decision(manifest).ifPresent(found::setDecision);
        GetVersionResponse.Builder response = GetVersionResponse.newBuilder().setVersion(found);
        checkpoints.manifestJson(model, wanted).ifPresent(response::setManifestJson);
        return response.build();
    }

    /** What the promotion rule said when its run published it. */
    private Optional<String> decision(Manifest manifest) {
        try {
            return runs.end(manifest.runId())
                    .map(RunEnd::result)
                    .filter(result -> result.version().equals(manifest.version())
                            && result.model().equals(manifest.model()))
                    .map(RunEnd.Result::decision);
        } catch (DamagedObject e) {
            LOG.warnf(
                    "Version %s of model %s is shown without its decision: %s",
                    manifest.version(), manifest.model(), e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Manifest> readable(String model, String version) {
        try {
            return checkpoints.manifest(model, version);
        } catch (InvalidCheckpoint e) {
            LOG.warnf("Version %s of model %s is left out of the list: %s", version, model, e.getMessage());
            return Optional.empty();
        }
    }
}
