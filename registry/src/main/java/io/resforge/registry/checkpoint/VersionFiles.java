package io.resforge.registry.checkpoint;

import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one version in one store: written once, and checked whenever they are read. */
record VersionFiles(ObjectStore store, VersionKeys keys) {

    private static final List<String> LEFT_OUT = List.of(Manifest.SAMPLE, Manifest.ONNX_INT8);
    private static final long LARGEST = Integer.MAX_VALUE - 8L; // what an array can hold

    /** The manifest as it was published; empty if it was not. */
    Optional<byte[]> manifestBytes() {
        return document(keys.manifest());
    }

    /** Whether the version is published. Reads one byte. */
    boolean isPublished() {
        return store.get(keys.manifest(), 1).isPresent();
    }

    byte[] requireManifestBytes() {
        return manifestBytes()
                .orElseThrow(
                        () -> new InvalidCheckpoint("there is no " + keys + ": " + keys.manifest() + " is missing"));
    }

    /** The signature of the version; empty if it has none. */
    Optional<byte[]> signature() {
        return document(keys.signature());
    }

    private Optional<byte[]> document(String key) {
        try {
            return new JsonObjects(store).bytes(key);
        } catch (DamagedObject e) {
            throw new InvalidCheckpoint(e.getMessage(), e);
        }
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
        FileDigest expected = manifest.files().get(name);
        byte[] content = store.get(key, (int) Math.min(expected.bytes(), LARGEST - 1) + 1)
                .orElseThrow(() -> new InvalidCheckpoint(key + " is missing"));
        Digests.require(key, expected, content);
        return content;
    }

    /** Reads every file that the manifest names. */
    Map<String, byte[]> allFiles(Manifest manifest) {
        return files(manifest, manifest.files().keySet().stream());
    }

    /**
     * Reads every file that the manifest names but those that no server needs: the sample of training images, which few ask for and may be
     * the largest, and the ONNX file that computes with bytes.
     */
    Map<String, byte[]> files(Manifest manifest) {
        return files(manifest, manifest.files().keySet().stream().filter(name -> !LEFT_OUT.contains(name)));
    }

    private Map<String, byte[]> files(Manifest manifest, Stream<String> names) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        names.forEach(name -> files.put(name, file(manifest, name)));
        return files;
    }

    /** The files, if they are a whole copy of a version elsewhere; else empty. */
    Optional<Map<String, byte[]>> filesOfCopy(byte[] manifestBytes, Manifest manifest) {
        try {
            if (!manifestBytes()
                    .filter(copy -> Arrays.equals(copy, manifestBytes))
                    .isPresent()) {
                return Optional.empty();
            }
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
    void replace(Map<String, byte[]> files, byte[] manifestBytes, Optional<byte[]> signature) {
        store.delete(keys.manifest());
        files.forEach((name, content) -> store.put(keys.file(name), content));
        sign(signature);
        store.put(keys.manifest(), manifestBytes);
    }

    /** Writes a signature in place of one that is there; none takes that away. */
    void sign(Optional<byte[]> signature) {
        if (!isThere(signature)) {
            signature.ifPresentOrElse(
                    content -> store.put(keys.signature(), content), () -> store.delete(keys.signature()));
        }
    }

    private boolean isThere(Optional<byte[]> signature) {
        Optional<byte[]> there = signature();
        return there.isPresent() == signature.isPresent()
                && (there.isEmpty() || Arrays.equals(there.get(), signature.get()));
    }

    private boolean isThere(String key, byte[] content) {
        return store.get(key, content.length + 1)
                .filter(found -> Arrays.equals(found, content))
                .isPresent();
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
