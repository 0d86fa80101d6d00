package io.resforge.cli.model;

import com.google.protobuf.Timestamp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.v1.GetVersionResponse;
import io.resforge.v1.ModelSummary;
import io.resforge.v1.Promotion;
import io.resforge.v1.Version;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Models, versions and promotions as the store has them, for commands that find no service. */
final class StoredVersions {

    private static final String USUAL_MODEL = "cifar10";

    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final RunStore runs;

    StoredVersions(ObjectStore store) {
        this.checkpoints = new Checkpoints(store, Clock.systemUTC());
        this.promotions = new Promotions(store, Clock.systemUTC());
        this.runs = new RunStore(store);
    }

    /** Every model that has a version, by name. */
    List<ModelSummary> models() {
        return checkpoints.models().stream().map(this::summary).toList();
    }

    private ModelSummary summary(String model) {
        List<String> versions = checkpoints.versions(model);
        ModelSummary.Builder summary = ModelSummary.newBuilder().setModel(model).setVersionCount(versions.size());
        versions.reversed().stream().findFirst().ifPresent(summary::setNewestVersion);
        Optional<Promotion> champion = champion(model);
        champion.ifPresent(summary::setPromotion);
        champion.flatMap(it -> version(model, it.getVersion(), champion)).ifPresent(summary::setChampion);
        return summary.build();
    }

    /** The newest versions of a model; none where it has none. */
    List<Version> versions(String model, int limit) {
        String name = name(model);
        Optional<Promotion> champion = champion(name);
        return checkpoints.versions(name).reversed().stream()
                .flatMap(version -> version(name, version, champion).stream())
                .limit(limit)
                .toList();
    }

    /** One version, the champion where none is named. */
    GetVersionResponse version(String model, String version) {
        String name = name(model);
        Optional<Promotion> champion = champion(name);
        String wanted = version.isEmpty()
                ? champion.map(Promotion::getVersion)
                        .orElseThrow(() -> CommandFailed.badUsage("model '" + name + "' has no champion"))
                : version;
        Manifest manifest = checkpoints
                .manifest(name, wanted)
                .orElseThrow(() -> CommandFailed.badUsage("model '" + name + "' has no version '" + wanted + "'"));
        Version.Builder found = written(manifest, champion).toBuilder();
        decision(manifest).ifPresent(found::setDecision);
        GetVersionResponse.Builder response = GetVersionResponse.newBuilder().setVersion(found);
        checkpoints.manifestJson(name, wanted).ifPresent(response::setManifestJson);
        return response.build();
    }

    /** The newest promotions of a model. */
    List<Promotion> promotions(String model, int limit) {
        return promotions.history(name(model)).reversed().stream()
                .limit(limit)
                .map(StoredVersions::written)
                .toList();
    }

    private static String name(String model) {
        return model.isEmpty() ? USUAL_MODEL : model;
    }

    private Optional<Promotion> champion(String model) {
        try {
            return promotions.champion(model).map(StoredVersions::written);
        } catch (DamagedObject unreadable) {
            return Optional.empty();
        }
    }

    private Optional<Version> version(String model, String version, Optional<Promotion> champion) {
        try {
            return checkpoints.manifest(model, version).map(manifest -> written(manifest, champion));
        } catch (InvalidCheckpoint unreadable) {
            return Optional.empty();
        }
    }

    private Optional<String> decision(Manifest manifest) {
        try {
            return runs.end(manifest.runId())
                    .map(RunEnd::result)
                    .filter(result -> result.version().equals(manifest.version())
                            && result.model().equals(manifest.model()))
                    .map(RunEnd.Result::decision);
        } catch (DamagedObject unreadable) {
            return Optional.empty();
        }
    }

    private static Version written(Manifest manifest, Optional<Promotion> champion) {
        Version.Builder version = Version.newBuilder()
                .setModel(manifest.model())
                .setVersion(manifest.version())
                .setRunId(manifest.runId())
                .setArchitecture(manifest.architecture())
                .setCreatedAt(timestamp(manifest.createdAt()))
                .setEpoch(manifest.epoch())
                .setHeldOutAccuracy(manifest.heldOutAccuracy())
                .setHeldOutImages(manifest.dataset().heldOutImages())
                .setParameterCount(manifest.parameterCount())
                .setSha256(manifest.files().get(Manifest.PARAMETERS).sha256())
                .setDatasetDigest(manifest.dataset().digest())
                .addAllLabels(manifest.labels())
                .setChampion(champion.filter(it -> it.getVersion().equals(manifest.version()))
                        .isPresent());
        Optional.ofNullable(manifest.testAccuracy()).ifPresent(version::setTestAccuracy);
        Optional.ofNullable(manifest.fromVersion()).ifPresent(version::setFromVersion);
        return version.build();
    }

    private static Promotion written(io.resforge.registry.promotion.Promotion promotion) {
        Promotion.Builder written = Promotion.newBuilder()
                .setModel(promotion.model())
                .setNumber(promotion.number())
                .setVersion(promotion.version())
                .setReason(promotion.reason())
                .setPromotedBy(promotion.promotedBy())
                .setPromotedAt(timestamp(promotion.promotedAt()));
        Optional.ofNullable(promotion.previousVersion()).ifPresent(written::setPreviousVersion);
        return written.build();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
