package io.resforge.inference.rollout;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.promotion.Promotions.SeenPromotion;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the version that is live, and the one before it, on disk: for a start while the store is gone. It is laid out as a
 * store is, so that the same code reads and checks it, plus one record of what was live and one of the promotion that was in force.
 */
public final class DiskCache {

    private static final int KEPT = 2;

    private final ObjectStore store;
    private final Checkpoints checkpoints;
    private final JsonObjects records;

    /**
     * A version that was live once, the promotion that made it so, or 0, and the SHA-256 of its manifest in
     * hexadecimal.
     */
    public record LastGood(String version, long promotion, String manifestSha256) {

        public LastGood {
            if (version == null || version.isBlank() || promotion < 0 || manifestSha256 == null) {
                throw new IllegalArgumentException(
                        "a version that was live has a version, a promotion and a digest, was " + version + ", "
                                + promotion + ", " + manifestSha256);
            }
        }
    }

    /** What was live, the latest first. */
    record LiveRecord(List<LastGood> versions) {

        LiveRecord {
            versions = List.copyOf(versions);
        }
    }

    /** @param seal says whether what was copied must be signed: it is checked again whenever it is loaded */
    public DiskCache(ObjectStore store, Clock clock, Seal seal) {
        this.store = store;
        this.checkpoints = new Checkpoints(store, clock, seal);
        this.records = new JsonObjects(store);
    }

    /** Copies a version here, unless it is here already. */
    Checkpoint copy(Checkpoints published, String model, String version) {
        return published.copyTo(checkpoints, model, version);
    }

    /** Reads a version that was live. */
    Checkpoint fetch(String model, LastGood good) {
        String digest = manifestDigest(model, good.version());
        if (!digest.equals(good.manifestSha256())) {
            throw new InvalidCheckpoint("the cached manifest of version " + good.version() + " has the SHA-256 "
                    + digest + ", it was " + good.manifestSha256() + " when it was live");
        }
        return checkpoints.fetch(model, good.version());
    }

    /**
     * What was live, the latest first.
     *
     * @throws DamagedObject if the record of it is damaged
     */
    public List<LastGood> lastGood(String model) {
        return records.get(key(model), LiveRecord.class)
                .map(LiveRecord::versions)
                .orElse(List.of());
    }

    /**
     * Records that a version is live, and deletes all but it, the one before and those that are loaded beside it.
     *
     * @throws InvalidCheckpoint if the version is not here
     */
    public void remember(String model, String version, long promotion, Set<String> loaded) {
        LastGood latest = new LastGood(version, promotion, manifestDigest(model, version));
        List<LastGood> kept = Stream.concat(
                        Stream.of(latest),
                        before(model).stream().filter(good -> !good.version().equals(version)))
                .limit(KEPT)
                .toList();
        records.put(key(model), new LiveRecord(kept));
        forgetAllBut(model, Stream.concat(kept.stream().map(LastGood::version), loaded.stream()));
    }

    private List<LastGood> before(String model) {
        try {
            return lastGood(model);
        } catch (DamagedObject e) {
            return List.of(); // to be replaced by a whole one
        }
    }

    private void forgetAllBut(String model, Stream<String> kept) {
        String prefix = "models/" + model + "/versions/";
        Set<String> folders = kept.map(version -> prefix + version + "/").collect(Collectors.toSet());
        store.list(prefix).stream()
                .filter(key -> folders.stream().noneMatch(key::startsWith))
                .forEach(store::delete);
    }

    private String manifestDigest(String model, String version) {
        String manifest = checkpoints
                .manifestJson(model, version)
                .orElseThrow(
                        () -> new InvalidCheckpoint("version " + version + " of " + model + " is not in the cache"));
        return Sha256.of(manifest);
    }

    /**
     * The promotion of a model that was in force last, where signatures are required.
     *
     * @throws StoreFailure if the disk cannot be read
     * @throws DamagedObject if the record of it is damaged
     */
    Optional<SeenPromotion> seen(String model) {
        return records.get(seenKey(model), SeenPromotion.class);
    }

    /**
     * Remembers it.
     *
     * @throws StoreFailure if the disk cannot be written
     */
    void remember(String model, SeenPromotion seen) {
        records.put(seenKey(model), seen);
    }

    private static String seenKey(String model) {
        return "seen/" + model + ".json";
    }

    private static String key(String model) {
        return "live/" + model + ".json";
    }
}
