package io.resforge.registry.checkpoint;

import io.resforge.registry.checkpoint.Checkpoints.VersionClaim;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Removes versions so that no reader sees a part of one: first a mark is written, then the manifest goes, then the
 * files. A promotion or publication writes first and looks for the mark afterwards, a removal the other way round: so
 * of two at the same time at least one sees the other.
 */
public final class VersionRemoval {

    private final ObjectStore store;
    private final Clock clock;

    public VersionRemoval(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What lies in the folder of one version: whether it has a manifest, whether a removal was begun, and all names.
     */
    public record Stored(String version, boolean published, boolean marked, List<String> files) {

        public Stored {
            files = List.copyOf(files);
        }
    }

    /** That a version is being removed: {@code models/<model>/versions/<version>/removed.json}; the token tells one remover from another. */
    record Mark(UUID token, Instant markedAt) {}

    /** All versions of a model and what is left of such, oldest first. */
    public List<Stored> stored(String model) {
        TreeMap<Long, List<String>> files = new TreeMap<>();
        store.list(VersionKeys.all(model)).stream()
                .map(VersionKeys.Entry::of)
                .flatMap(Optional::stream)
                .forEach(entry -> files.computeIfAbsent(entry.number(), number -> new ArrayList<>())
                        .add(entry.file()));
        return files.entrySet().stream()
                .map(entry -> new Stored(
                        Long.toString(entry.getKey()),
                        entry.getValue().contains(VersionKeys.MANIFEST),
                        entry.getValue().contains(VersionKeys.MARK),
                        entry.getValue()))
                .toList();
    }

    /** When the number of a version was taken; empty if it is free, or that is unknown. */
    public Optional<Instant> claimedAt(String model, String version) {
        return read(new VersionKeys(model, version).claim(), VersionClaim.class).map(VersionClaim::claimedAt);
    }

    /** The run that took the number of a version; empty if that is unknown. */
    public Optional<String> claimedBy(String model, String version) {
        return read(new VersionKeys(model, version).claim(), VersionClaim.class).map(VersionClaim::runId);
    }

    /** When a version was marked; empty if it is not. */
    public Optional<Instant> markedAt(String model, String version) {
        return read(new VersionKeys(model, version).mark(), Mark.class).map(Mark::markedAt);
    }

    /** Marks a version, so that it is not promoted from now on; false if it is marked already, by a removal that may go on. */
    public boolean mark(String model, String version) {
        Mark mark = new Mark(UUID.randomUUID(), clock.instant());
        return store.create(new VersionKeys(model, version).mark(), Json.encode(mark));
    }

    /** Takes a mark away from a version that stays, or that is gone. */
    public void unmark(String model, String version) {
        store.delete(new VersionKeys(model, version).mark());
    }

    /**
     * Whether a version is published by now with all its files. A publisher that was taken for dead, and dies before it can take its manifest
     * back, leaves one without.
     */
    public boolean isWhole(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        try {
            Optional<byte[]> manifest = new VersionFiles(store, keys).manifestBytes();
            if (manifest.isEmpty()) {
                return false;
            }
            List<String> there = store.list(keys.file(""));
            return ManifestFile.decode(keys.manifest(), manifest.get()).files().keySet().stream()
                    .allMatch(file -> there.contains(keys.file(file)));
        } catch (InvalidCheckpoint e) {
            return true; // damaged: a person must repair it
        }
    }

    /** Removes everything of a version but its mark; a removal that was cut off is finished by another. */
    public void remove(String model, Stored version) {
        VersionKeys keys = new VersionKeys(model, version.version());
        // Pointer first: without a manifest there is no version, whatever else is there.
        store.delete(keys.manifest());
        version.files().stream()
                .filter(file -> !file.equals(VersionKeys.MANIFEST)
                        && !file.equals(VersionKeys.CLAIM)
                        && !file.equals(VersionKeys.MARK))
                .forEach(file -> store.delete(keys.file(file)));
        // Last: as long as it is there the number is taken.
        store.delete(keys.claim());
    }

    /** How many bytes a version takes: what its manifest says; if it has none, what its files have, of each 16 MiB at most. */
    public long bytes(String model, Stored version) {
        VersionKeys keys = new VersionKeys(model, version.version());
        try {
            Optional<byte[]> manifest = new VersionFiles(store, keys).manifestBytes();
            if (manifest.isPresent()) {
                return manifest.get().length
                        + ManifestFile.decode(keys.manifest(), manifest.get()).files().values().stream()
                                .mapToLong(Manifest.FileDigest::bytes)
                                .sum();
            }
        } catch (InvalidCheckpoint e) {
            // Its files are measured instead.
        }
        return version.files().stream()
                .map(file -> store.get(keys.file(file), JsonObjects.MOST_BYTES))
                .flatMap(Optional::stream)
                .mapToLong(content -> content.length)
                .sum();
    }

    private <T> Optional<T> read(String key, Class<T> type) {
        try {
            return new JsonObjects(store).get(key, type);
        } catch (DamagedObject e) {
            return Optional.empty(); // unknown
        }
    }
}
