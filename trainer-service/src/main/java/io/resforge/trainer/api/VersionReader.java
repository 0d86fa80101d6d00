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
import io.resforge.v1.ListVersionsResponse;
import io.resforge.v1.Version;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
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

    /**
     * One version.
     *
     * @param version empty for the champion
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
