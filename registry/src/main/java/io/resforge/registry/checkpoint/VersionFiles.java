package io.resforge.registry.checkpoint;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of one version in one store: written once, and checked whenever they are read. */
final class VersionFiles {

    private final ObjectStore store;
    private final VersionKeys keys;

    VersionFiles(ObjectStore store, VersionKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** The manifest as it was published; empty if it was not. */
    Optional<byte[]> manifestBytes() {
        return store.get(keys.manifest());
    }

    byte[] requireManifestBytes() {
        return manifestBytes()
                .orElseThrow(
                        () -> new InvalidCheckpoint("there is no " + keys + ": " + keys.manifest() + " is missing"));
    }

    /** Reads a manifest, and checks that it is of this version. */
    Manifest decode(byte[] manifestBytes) {
        Manifest manifest = ManifestFile.decode(keys.manifest(), manifestBytes);
        if (!manifest.model().equals(keys.model()) || !manifest.version().equals(keys.version())) {
            throw new InvalidCheckpoint(
                    "the manifest " + keys.manifest() + " is damaged: it says that it is of version "
                            + manifest.version() + " of model " + manifest.model());
        }
        return manifest;
    }

    /** Reads a file that the manifest names. */
    byte[] file(Manifest manifest, String name) {
        String key = keys.file(name);
        byte[] content = store.get(key).orElseThrow(() -> new InvalidCheckpoint(key + " is missing"));
        Digests.require(key, manifest.files().get(name), content);
        return content;
    }

    /** Reads every file that the manifest names. */
    Map<String, byte[]> files(Manifest manifest) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        manifest.files().keySet().forEach(name -> files.put(name, file(manifest, name)));
        return files;
    }

    /** The files, if they are a whole copy of a version elsewhere; else empty. */
    Optional<Map<String, byte[]>> filesOfCopy(byte[] manifestBytes, Manifest manifest) {
        if (!manifestBytes().filter(copy -> Arrays.equals(copy, manifestBytes)).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(files(manifest));
        } catch (InvalidCheckpoint e) {
            return Optional.empty(); // the caller replaces them by whole ones
        }
    }

    /** Writes the files that are not there yet; false, and the rest unwritten, if one is there with another content. */
    boolean writeAll(Map<String, byte[]> files) {
        return files.entrySet().stream().allMatch(file -> isCreated(keys.file(file.getKey()), file.getValue()));
    }

    /** Writes the manifest, last: a reader that finds it can fetch what it names. */
    void writeManifest(byte[] manifestBytes) {
        create(keys.manifest(), manifestBytes);
    }

    /** Whether those of these files that are there, by the names of all that is, are the same. */
    boolean areAmong(Map<String, byte[]> files, List<String> there) {
        return files.entrySet().stream()
                .filter(file -> there.contains(file.getKey()))
                .allMatch(file -> isThere(keys.file(file.getKey()), file.getValue()));
    }

    /** Writes the files in place of those that are there; until all are, there is no such version. */
    void replace(Map<String, byte[]> files, byte[] manifestBytes) {
        store.delete(keys.manifest());
        files.forEach((name, content) -> store.put(keys.file(name), content));
        store.put(keys.manifest(), manifestBytes);
    }

    private boolean isThere(String key, byte[] content) {
        return store.get(key).filter(found -> Arrays.equals(found, content)).isPresent();
    }

    private boolean isCreated(String key, byte[] content) {
        return store.create(key, content) || isThere(key, content);
    }

    private void create(String key, byte[] content) {
        if (!isCreated(key, content)) {
            throw new StoreFailure(
                    "could not publish " + key + ": another writer wrote it, although its number was claimed here");
        }
    }
}
