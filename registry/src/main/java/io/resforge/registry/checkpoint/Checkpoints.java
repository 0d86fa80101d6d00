package io.resforge.registry.checkpoint;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
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

    /** More than ever publish to one model at once. */
    private static final int MOST_ATTEMPTS = 1000;

    /** Workers of one run that may publish at once: one works, and some that were given up may have come back. */
    private static final int MOST_WORKERS = 10;

    private final ObjectStore store;
    private final Clock clock;

    public Checkpoints(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Publishes weights as the model's next version: claims a number, writes the parameters and the ONNX file, then the manifest. A
     * crash on the way leaves a number that is in no list; repeated for the same run with the same weights, it goes on with that number.
     *
     * @param draft everything of the manifest but {@code version}, {@code createdAt} and {@code files}, which this call
     * sets
     * @return the manifest as published
     * @throws IllegalArgumentException if the weights are not those of the draft's architecture, or not finite
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
        Map<String, byte[]> files = ModelFiles.encode(draft, weights);
        List<VersionKeys.Entry> known = entries(VersionKeys.all(draft.model())).toList();
        // Another worker of the run may be writing to the number that it left unfinished: then this one takes its own.
        VersionKeys keys = unfinished(known, draft, files)
                .filter(left -> files(left).writeAll(files))
                .orElseGet(() -> writeNew(known, draft, files));
        if (!wanted.getAsBoolean()) {
            return Optional.empty();
        }
        Manifest manifest = draft.published(keys.version(), clock.instant(), Digests.of(files));
        files(keys).writeManifest(ManifestFile.encode(manifest));
        withdrawIfRemoved(keys);
        return Optional.of(manifest);
    }

    /**
     * What a run has published of a model. Versions of other runs are told by the names of their objects; only those of earlier builds, which
     * have no such name, are read.
     *
     * @param since when the run was submitted: what was published before is not its own
     */
    public Optional<Manifest> publishedBy(String runId, String model, Instant since) {
        Map<VersionKeys, List<String>> names =
                byVersion(entries(VersionKeys.all(model)).toList());
        return names.keySet().stream()
                .filter(keys -> names.get(keys).contains(VersionKeys.MANIFEST))
                .filter(keys -> names.get(keys).contains(VersionKeys.RUN + runId)
                        || names.get(keys).stream().noneMatch(name -> name.startsWith(VersionKeys.RUN)))
                .sorted(Comparator.comparingLong(VersionKeys::number).reversed())
                .map(this::readable)
                .flatMap(Optional::stream)
                .takeWhile(manifest -> !manifest.createdAt().isBefore(since))
                .filter(manifest -> manifest.runId().equals(runId))
                .findFirst();
    }

    private Optional<Manifest> readable(VersionKeys keys) {
        try {
            return manifest(keys.model(), keys.version());
        } catch (InvalidCheckpoint e) {
            return Optional.empty(); // not a run's own: a manifest is written whole or not at all
        }
    }

    private static Map<VersionKeys, List<String>> byVersion(List<VersionKeys.Entry> entries) {
        return entries.stream()
                .collect(groupingBy(
                        VersionKeys.Entry::keys, LinkedHashMap::new, mapping(VersionKeys.Entry::file, toList())));
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
        Optional<byte[]> claim = store.get(keys.claim());
        try {
            return claim.isPresent()
                    && Json.decode(claim.get(), VersionClaim.class).runId().equals(runId);
        } catch (MalformedJson e) {
            return false; // another's, or unknown
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

    /** The manifest of a version as it was published, JSON; empty if it was not. */
    public Optional<String> manifestJson(String model, String version) {
        return files(new VersionKeys(model, version))
                .manifestBytes()
                .map(content -> new String(content, StandardCharsets.UTF_8));
    }

    /**
     * Reads a version and checks it: the digest and size of each file, the tensors against the architecture, all
     * numbers finite.
     *
     * @throws InvalidCheckpoint if it is not there or fails a check, with the reason
     */
    public Checkpoint fetch(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        VersionFiles files = files(keys);
        Manifest manifest = files.decode(files.requireManifestBytes());
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
        Optional<Map<String, byte[]>> copied = copy.filesOfCopy(manifestBytes, manifest);
        Map<String, byte[]> files = copied.orElseGet(() -> source.files(manifest));
        Checkpoint checkpoint = checkpoint(keys, manifest, files);
        if (copied.isEmpty()) {
            copy.replace(files, manifestBytes);
        }
        return checkpoint;
    }

    /** Whether a version can be promoted: published, and not being removed at this moment. */
    public boolean stays(String model, String version) {
        VersionKeys keys = new VersionKeys(model, version);
        // The mark first: a removal writes it before it deletes anything.
        return store.get(keys.mark()).isEmpty() && store.get(keys.manifest()).isPresent();
    }

    /** A publish that took a day may have been cleaned up as one that was cut off; only here can both be seen. */
    private void withdrawIfRemoved(VersionKeys keys) {
        if (store.get(keys.mark()).isPresent()) {
            store.delete(keys.manifest());
            throw new StoreFailure("could not publish " + keys
                    + ": it took so long that its files were removed as those of a publish that was cut off");
        }
    }

    /** Takes the number after the highest that was ever taken. */
    private VersionKeys writeNew(List<VersionKeys.Entry> known, Manifest draft, Map<String, byte[]> files) {
        for (int attempt = 1; attempt <= MOST_WORKERS; attempt++) {
            VersionKeys keys = claim(known, draft);
            if (files(keys).writeAll(files)) {
                return keys;
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
