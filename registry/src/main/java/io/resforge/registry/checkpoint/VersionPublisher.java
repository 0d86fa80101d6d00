package io.resforge.registry.checkpoint;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints.VersionClaim;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Publishes versions of a store: claims a number, writes the files and their signature, then the manifest. */
final class VersionPublisher {

    /** More than ever publish to one model at once. */
    private static final int MOST_ATTEMPTS = 1000;

    /** Workers of one run that may publish at once: one works, and some that were given up may have come back. */
    private static final int MOST_WORKERS = 10;

    private final ObjectStore store;
    private final Clock clock;
    private final VersionSeal seal;

    VersionPublisher(ObjectStore store, Clock clock, VersionSeal seal) {
        this.store = store;
        this.clock = clock;
        this.seal = seal;
    }

    /** As {@link Checkpoints#publishIf}. */
    Optional<Manifest> publishIf(
            BooleanSupplier wanted, Manifest draft, Weights weights, Optional<TrainingSample> sample) {
        seal.requireSigner(draft.model());
        Map<String, byte[]> files = ModelFiles.encode(draft, weights);
        sample.ifPresent(it -> files.put(Manifest.SAMPLE, it.encode()));
        List<VersionKeys.Entry> known = store.list(VersionKeys.all(draft.model())).stream()
                .map(VersionKeys.Entry::of)
                .flatMap(Optional::stream)
                .toList();
        // Another worker of the run may be writing to the number that it left unfinished: then this one takes its own.
        Manifest manifest = unfinished(known, draft, files)
                .flatMap(left -> write(left, draft, files))
                .orElseGet(() -> writeNew(known, draft, files));
        if (!wanted.getAsBoolean()) {
            return Optional.empty();
        }
        VersionKeys keys = new VersionKeys(manifest.model(), manifest.version());
        files(keys).writeManifest(ManifestFile.encode(manifest));
        withdrawIfRemoved(keys);
        return Optional.of(manifest);
    }

    /** All but the manifest, which is only answered; empty, and the rest unwritten, if a file is there with another content. */
    private Optional<Manifest> write(VersionKeys keys, Manifest draft, Map<String, byte[]> files) {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.put(Manifest.BOM, ModelBom.encode(draft, keys.version(), Digests.of(files)));
        // By the time of the claim a repeated publish gives the same manifest, and a signature that is there holds.
        Instant claimedAt = claim(keys).map(VersionClaim::claimedAt).orElseGet(clock::instant);
        Manifest manifest = draft.published(keys.version(), claimedAt, Digests.of(all));
        seal.sign(keys, manifest, ManifestFile.encode(manifest), files(keys)::signature)
                .ifPresent(signature -> all.put(VersionKeys.SIGNATURE, signature));
        return files(keys).writeAll(all) ? Optional.of(manifest) : Optional.empty();
    }

    /** The number that this run took before, if what it wrote of these files was the same, and it is not being removed. */
    private Optional<VersionKeys> unfinished(List<VersionKeys.Entry> known, Manifest draft, Map<String, byte[]> files) {
        Map<VersionKeys, List<String>> names = byVersion(known);
        return names.entrySet().stream()
                .filter(version -> version.getValue().contains(VersionKeys.CLAIM)
                        && !version.getValue().contains(VersionKeys.MANIFEST)
                        && !version.getValue().contains(VersionKeys.MARK))
                .map(Map.Entry::getKey)
                .filter(keys -> isClaimOf(draft.runId(), keys) && files(keys).areAmong(files, names.get(keys)))
                .findFirst();
    }

    private boolean isClaimOf(String runId, VersionKeys keys) {
        return claim(keys).filter(claim -> claim.runId().equals(runId)).isPresent();
    }

    private Optional<VersionClaim> claim(VersionKeys keys) {
        try {
            return new JsonObjects(store).get(keys.claim(), VersionClaim.class);
        } catch (DamagedObject e) {
            return Optional.empty(); // another's, or unknown
        }
    }

    /** A publish that took a day may have been cleaned up as one that was cut off; only here can both be seen. */
    private void withdrawIfRemoved(VersionKeys keys) {
        if (store.get(keys.mark(), 1).isPresent()) {
            store.delete(keys.manifest());
            throw new StoreFailure("could not publish " + keys
                    + ": it took so long that its files were removed as those of a publish that was cut off");
        }
    }

    /** Takes the number after the highest that was ever taken. */
    private Manifest writeNew(List<VersionKeys.Entry> known, Manifest draft, Map<String, byte[]> files) {
        for (int attempt = 1; attempt <= MOST_WORKERS; attempt++) {
            Optional<Manifest> written = write(claim(known, draft), draft, files);
            if (written.isPresent()) {
                return written.get();
            }
        }
        throw new StoreFailure("could not publish a version of model " + draft.model()
                + ": others wrote to each of the " + MOST_WORKERS + " numbers that were claimed here");
    }

    private VersionKeys claim(List<VersionKeys.Entry> known, Manifest draft) {
        long highest = known.stream().mapToLong(VersionKeys.Entry::number).max().orElse(0);
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            VersionKeys keys = new VersionKeys(draft.model(), Long.toString(highest + attempt));
            VersionClaim claim = new VersionClaim(draft.runId(), UUID.randomUUID(), clock.instant());
            if (store.create(keys.claim(), Json.encode(claim))) {
                store.create(keys.runMark(draft.runId()), new byte[0]);
                return keys;
            }
        }
        throw new StoreFailure("could not claim a version of model " + draft.model() + ": the store called each of the "
                + MOST_ATTEMPTS + " numbers after " + highest + " taken");
    }

    /** The names of the objects of each version. */
    static Map<VersionKeys, List<String>> byVersion(List<VersionKeys.Entry> entries) {
        return entries.stream()
                .collect(groupingBy(
                        VersionKeys.Entry::keys, LinkedHashMap::new, mapping(VersionKeys.Entry::file, toList())));
    }

    private VersionFiles files(VersionKeys keys) {
        return new VersionFiles(store, keys);
    }
}
