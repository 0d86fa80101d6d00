package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The published checkpoints of all models in a store. Names that cannot be a model's or a version's are an
 * {@link IllegalArgumentException}.
 */
public final class Checkpoints {

    private final ObjectStore store;
    private final Clock clock;
    private final VersionSeal seal;

    /** The checkpoints of a store, signed or not. */
    public Checkpoints(ObjectStore store, Clock clock) {
        this(store, clock, Seal.NONE);
    }

    /** @param seal signs what is published, and says whether what is read must be signed */
    public Checkpoints(ObjectStore store, Clock clock, Seal seal) {
        this.store = store;
        this.clock = clock;
        this.seal = new VersionSeal(seal);
    }

    /**
     * Publishes weights as the model's next version: claims a number, writes the parameters, the ONNX file and the bill of
     * materials, the signature of all if there is a key for it, then the manifest. A crash on the way leaves a number that is in no list; repeated for the same run with the same weights, it goes on with that number.
     *
     * @param draft everything of the manifest but {@code version}, {@code createdAt} and {@code files}, which this call
     * sets
     * @return the manifest as published
     * @throws IllegalArgumentException if the weights are not those of the draft's architecture, or not finite
     * @throws InvalidSignature if signatures are required and there is no key to sign with
     */
    public Manifest publish(Manifest draft, Weights weights) {
        return publishIf(() -> true, draft, weights).orElseThrow();
    }

    /**
     * Publishes, unless that is not wanted any more when all but the manifest is written.
     *
     * @param wanted asked before the manifest is written, which makes a version of the files
     * @return the manifest as published; empty if it was not wanted
     */
    public Optional<Manifest> publishIf(BooleanSupplier wanted, Manifest draft, Weights weights) {
        return publishIf(wanted, draft, weights, Optional.empty());
    }

    /** As above, with some of the images that the weights were learnt from. */
    public Optional<Manifest> publishIf(
            BooleanSupplier wanted, Manifest draft, Weights weights, Optional<TrainingSample> sample) {
        return new VersionPublisher(store, clock, seal).publishIf(wanted, draft, weights, sample);
    }

    /**
     * Some of the images that a version has learnt. {@link #fetch} and {@link #copyTo} leave this file out, since serving does not need it.
     *
     * @param manifest of a version that was fetched, and so was checked; the file is checked against it
     * @return empty if the version has none
     * @throws InvalidCheckpoint if the file is gone, or not as the manifest says
     */
    public Optional<TrainingSample> sample(Manifest manifest) {
        FileDigest digest = manifest.files().get(Manifest.SAMPLE);
        if (digest == null) {
            return Optional.empty();
        }
        VersionKeys keys = new VersionKeys(manifest.model(), manifest.version());
        if (digest.bytes() > TrainingSample.MOST_BYTES) {
            throw new InvalidCheckpoint(keys.file(Manifest.SAMPLE) + " has " + digest.bytes() + " bytes, allowed are "
                    + TrainingSample.MOST_BYTES);
        }
        byte[] file = files(keys).file(manifest, Manifest.SAMPLE);
        try {
            return Optional.of(TrainingSample.decode(file, manifest.labels().size()));
        } catch (IllegalArgumentException e) {
            throw new InvalidCheckpoint(keys.file(Manifest.SAMPLE) + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * What a run has published of a model. Versions of other runs are told by the names of their objects; only those of earlier builds, which
     * have no such name, are read.
     *
     * @param since when the run was submitted: what was published before is not its own
     */
    public Optional<Manifest> publishedBy(String runId, String model, Instant since) {
        Map<VersionKeys, List<String>> names =
                VersionPublisher.byVersion(entries(VersionKeys.all(model)).toList());
        return names.keySet().stream()
                .filter(keys -> names.get(keys).contains(VersionKeys.MANIFEST))
                .filter(keys -> names.get(keys).contains(VersionKeys.RUN + runId)
                        || names.get(keys).stream().noneMatch(name -> name.startsWith(VersionKeys.RUN)))
                .sorted(Comparator.comparingLong(VersionKeys::number).reversed())
                .map(this::readable)
                .flatMap(Optional::stream)
                .takeWhile(manifest -> !manifest.createdAt().isBefore(since))
                .filter(manifest -> manifest.runId().equals(runId) && !isCopy(manifest))
                .findFirst();
    }

    /** Whether a command published the weights of another version once more: the run did not. */
    private static boolean isCopy(Manifest manifest) {
        return manifest.int8() != null && manifest.int8().addedTo() != null;
    }

    private Optional<Manifest> readable(VersionKeys keys) {
        try {
            return manifest(keys.model(), keys.version());
        } catch (InvalidCheckpoint e) {
            return Optional.empty(); // not a run's own: a manifest is written whole or not at all
        }
    }

    /** The models that have a version, by name. Looks at the key of every object of every model. */
    public List<String> models() {
        return published(VersionKeys.MODELS)
                .map(entry -> entry.keys().model())
                .distinct()
                .sorted()
                .toList();
    }

    /** The published versions of a model, oldest first. */
    public List<String> versions(String model) {
        return published(VersionKeys.all(model))
                .sorted(Comparator.comparingLong(VersionKeys.Entry::number))
                .map(entry -> entry.keys().version())
                .toList();
    }

    /**
     * The manifest of a version; empty if it was not published.
     *
     * @throws InvalidCheckpoint if it cannot be read
     */
    public Optional<Manifest> manifest(String model, String version) {
        VersionFiles files = files(new VersionKeys(model, version));
        return files.manifestBytes().map(files::decode);
    }

    /**
     * The manifest of a version, as {@link #manifest}; but where signatures are required, of one that a trusted key signed.
     *
     * @throws InvalidCheckpoint if it cannot be read, or is not signed as required
     */
    public Optional<Manifest> trustedManifest(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        VersionFiles files = files(keys);
        return files.manifestBytes().map(content -> {
            Manifest manifest = files.decode(content);
            seal.check(keys, manifest, content, files::signature);
            return manifest;
        });
    }

    /**
     * Signs a version that is published, in place of a signature that it may have; every file is read and checked before.
     *
     * @throws InvalidCheckpoint if it is not there or fails a check
     * @throws InvalidSignature if there is no key to sign with
     */
    public void sign(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        VersionFiles files = files(keys);
        byte[] content = files.requireManifestBytes();
        Manifest manifest = files.decode(content);
        checkpoint(keys, manifest, files.allFiles(manifest));
        byte[] signature = seal.sign(keys, manifest, content, files::signature)
                .orElseThrow(() -> new InvalidSignature("cannot sign " + keys + ": there is no key to sign with"));
        files.sign(Optional.of(signature));
    }

    /** Whether a version has a signature, by whatever key. */
    public boolean isSigned(String model, String version) {
        return files(new VersionKeys(model, version)).signature().isPresent();
    }

    /** The manifest of a version as it was published, JSON; empty if it was not. */
    public Optional<String> manifestJson(String model, String version) {
        return files(new VersionKeys(model, version))
                .manifestBytes()
                .map(content -> new String(content, StandardCharsets.UTF_8));
    }

    /**
     * Reads a version and checks it: its signature where that is required, the digest and size of each file, the tensors
     * against the architecture, all numbers finite.
     *
     * @throws InvalidCheckpoint if it is not there or fails a check, with the reason
     */
    public Checkpoint fetch(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        VersionFiles files = files(keys);
        byte[] content = files.requireManifestBytes();
        Manifest manifest = files.decode(content);
        seal.check(keys, manifest, content, files::signature);
        return checkpoint(keys, manifest, files.files(manifest));
    }

    private static Checkpoint checkpoint(VersionKeys keys, Manifest manifest, Map<String, byte[]> files) {
        try {
            Weights weights = ParametersFile.decode(manifest, files.get(Manifest.PARAMETERS));
            return new Checkpoint(manifest, weights, Optional.ofNullable(files.get(Manifest.ONNX)));
        } catch (IllegalArgumentException e) {
            throw new InvalidCheckpoint(keys.file(Manifest.PARAMETERS) + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Copies a version into other checkpoints, such as those of a cache on disk; each file is checked against the
     * manifest. A whole and equal copy that is there already is kept, a damaged or different one is replaced. No file is read twice.
     *
     * @return what was copied, checked as {@link #fetch} checks it
     * @throws InvalidCheckpoint if the version is not there or fails a check; what the others hold stays as it is
     */
    public Checkpoint copyTo(Checkpoints other, String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        VersionFiles source = files(keys);
        VersionFiles copy = other.files(keys);
        byte[] manifestBytes = source.requireManifestBytes();
        Manifest manifest = source.decode(manifestBytes);
        Optional<byte[]> signature = seal.check(keys, manifest, manifestBytes, source::signature);
        Optional<Map<String, byte[]>> copied = copy.filesOfCopy(manifestBytes, manifest);
        Map<String, byte[]> files = copied.orElseGet(() -> source.files(manifest));
        Checkpoint checkpoint = checkpoint(keys, manifest, files);
        if (copied.isEmpty()) {
            copy.replace(files, manifestBytes, signature.or(source::signature));
        } else if (signature.isPresent()) {
            copy.sign(signature); // by another key by now, perhaps
        }
        return checkpoint;
    }

    /**
     * All that is signed of a version, and the signature if it has one, by the names of the files; each is checked as {@link #fetch} does.
     *
     * @throws InvalidCheckpoint if it is not there or fails a check
     */
    public Map<String, byte[]> download(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        VersionFiles files = files(keys);
        byte[] content = files.requireManifestBytes();
        Manifest manifest = files.decode(content);
        seal.check(keys, manifest, content, files::signature);
        Map<String, byte[]> all = new LinkedHashMap<>(files.allFiles(manifest));
        checkpoint(keys, manifest, all);
        files.signature().ifPresent(signature -> all.put(VersionKeys.SIGNATURE, signature));
        all.put(VersionKeys.MANIFEST, content);
        return all;
    }

    /** Whether a version can be promoted: published, and not being removed at this moment. */
    public boolean stays(String model, String version) {
        // The mark first: a removal writes it before it deletes anything.
        return store.get(new VersionKeys(model, version).mark(), 1).isEmpty() && isPublished(model, version);
    }

    /** Whether a version is there, though it may be being removed. */
    public boolean isPublished(String model, String version) {
        return files(new VersionKeys(model, version)).isPublished();
    }

    private VersionFiles files(VersionKeys keys) {
        return new VersionFiles(store, keys);
    }

    private Stream<VersionKeys.Entry> published(String prefix) {
        return entries(prefix).filter(VersionKeys.Entry::isManifest);
    }

    private Stream<VersionKeys.Entry> entries(String prefix) {
        return store.list(prefix).stream().map(VersionKeys.Entry::of).flatMap(Optional::stream);
    }

    /**
     * Who has a version's number: {@code models/<model>/versions/<version>/claim.json}.
     *
     * @param runId the run that publishes
     * @param token random, so that no two claims have the same bytes
     * @param claimedAt when
     */
    record VersionClaim(String runId, UUID token, Instant claimedAt) {}
}
