package io.resforge.trainer.api;

import io.resforge.registry.checkpoint.Manifest;
import io.resforge.v1.Promotion;
import io.resforge.v1.Version;
import java.util.Optional;

/** Writes versions and promotions as clients see them. */
final class VersionWriter {

    private VersionWriter() {}

    static Version version(Manifest manifest, Optional<io.resforge.registry.promotion.Promotion> champion) {
        Version.Builder version = Version.newBuilder()
                .setModel(manifest.model())
                .setVersion(manifest.version())
                .setRunId(manifest.runId())
                .setArchitecture(manifest.architecture())
                .setCreatedAt(RunWriter.timestamp(manifest.createdAt()))
                .setEpoch(manifest.epoch())
                .setHeldOutAccuracy(manifest.heldOutAccuracy())
                .setHeldOutImages(manifest.dataset().heldOutImages())
                .setParameterCount(manifest.parameterCount())
                .setSha256(manifest.files().get(Manifest.PARAMETERS).sha256())
                .setDatasetDigest(manifest.dataset().digest())
                .addAllLabels(manifest.labels())
                .setChampion(champion.filter(it -> it.version().equals(manifest.version()))
                        .isPresent());
        if (manifest.testAccuracy() != null) {
            version.setTestAccuracy(manifest.testAccuracy());
        }
        if (manifest.fromVersion() != null) {
            version.setFromVersion(manifest.fromVersion());
        }
        return version.build();
    }

    static Promotion promotion(io.resforge.registry.promotion.Promotion promotion) {
        Promotion.Builder written = Promotion.newBuilder()
                .setModel(promotion.model())
                .setNumber(promotion.number())
                .setVersion(promotion.version())
                .setReason(promotion.reason())
                .setPromotedBy(promotion.promotedBy())
                .setPromotedAt(RunWriter.timestamp(promotion.promotedAt()));
        if (promotion.previousVersion() != null) {
            written.setPreviousVersion(promotion.previousVersion());
        }
        return written.build();
    }
}
