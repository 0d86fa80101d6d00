package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineCheck.EngineCandidate;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was measured on this machine, in memory and in {@code fastest.json}, so that a restart measures nothing. */
final class EngineRankings {

    private static final System.Logger LOG = System.getLogger("resforge");
    private static final String KEY = "fastest.json";
    private static final int KEPT = 50;

    private final Path folder;
    /** The latest first; null until they are read. */
    private List<Entry> entries;

    record Entry(EngineRankingKey key, EngineRanking ranking) {

        /** One in which a library failed to run is not for after a restart: it may have lacked memory. */
        private boolean isComplete() {
            return ranking.bySize().getFirst().size() == key.versions().size();
        }
    }

    record Content(List<Entry> entries) {}

    EngineRankings(Path folder) {
        this.folder = folder;
    }

    synchronized Optional<EngineRanking> find(EngineRankingKey key) {
        return entries().stream()
                .filter(entry -> entry.key.equals(key))
                .findFirst()
                .map(Entry::ranking);
    }

    /** What was measured last. */
    synchronized Optional<EngineRanking> latest() {
        return entries().stream().findFirst().map(Entry::ranking);
    }

    synchronized void remember(EngineRankingKey key, EngineRanking ranking) {
        // Another process may have written since.
        Map<EngineRankingKey, Entry> byKey = new LinkedHashMap<>();
        Stream.of(List.of(new Entry(key, ranking)), entries(), read())
                .flatMap(List::stream)
                .forEach(entry -> byKey.putIfAbsent(entry.key, entry));
        entries = byKey.values().stream().limit(KEPT).toList();
        try {
            objects()
                    .put(
                            KEY,
                            new Content(
                                    entries.stream().filter(Entry::isComplete).toList()));
        } catch (StoreFailure e) {
            LOG.log(Level.WARNING, "which engine is fastest cannot be kept: " + e.getMessage());
        }
    }

    private List<Entry> entries() {
        if (entries == null) {
            entries = read();
        }
        return entries;
    }

    private List<Entry> read() {
        try {
            return objects()
                    .get(KEY, Content.class)
                    .map(Content::entries)
                    .map(List::copyOf)
                    .orElse(List.of());
        } catch (StoreFailure | DamagedObject e) {
            LOG.log(Level.WARNING, "engines are measured anew: " + e.getMessage());
            return List.of();
        }
    }

    private JsonObjects objects() {
        return new JsonObjects(ObjectStore.openOrCreate(folder.toString()));
    }

    /** All that decides which engine is fastest; {@code versions} of the libraries are by engine. */
    record EngineRankingKey(
            String architecture,
            String image,
            int classes,
            int maxBatch,
            String processor,
            List<String> features,
            Map<String, String> versions) {

        EngineRankingKey {
            features = List.copyOf(features);
            versions = Map.copyOf(versions);
        }

        static EngineRankingKey of(Manifest manifest, List<EngineCandidate> entrants, int maxBatch) {
            Processor processor = Processor.current();
            Map<String, String> versions = entrants.stream()
                    .map(EngineCandidate::backend)
                    .collect(Collectors.toMap(backend -> backend.kind().label(), Backend::version));
            return new EngineRankingKey(
                    manifest.architecture(),
                    manifest.image().shape().text(),
                    manifest.labels().size(),
                    maxBatch,
                    processor.name(),
                    processor.tellingFeatures(),
                    versions);
        }
    }

    /** For each class of {@link BatchSizes} the engines, the fastest first. */
    record EngineRanking(List<List<EngineKind>> bySize) {

        EngineRanking {
            bySize = bySize.stream().map(List::copyOf).toList();
            if (bySize.isEmpty() || bySize.stream().anyMatch(List::isEmpty)) {
                throw new IllegalArgumentException("a ranking has an engine for each batch size, was " + bySize);
            }
        }

        static EngineRanking of(EngineKind only, BatchSizes sizes) {
            return new EngineRanking(Collections.nCopies(sizes.all().size(), List.of(only)));
        }

        /** The fastest of each batch size that is not left out; empty if none is left for one of them. */
        Optional<List<EngineKind>> fastestWithout(Set<EngineKind> leftOut) {
            List<Optional<EngineKind>> fastest = bySize.stream()
                    .map(kinds -> kinds.stream()
                            .filter(kind -> !leftOut.contains(kind))
                            .findFirst())
                    .toList();
            return fastest.stream().allMatch(Optional::isPresent)
                    ? Optional.of(fastest.stream().map(Optional::orElseThrow).toList())
                    : Optional.empty();
        }

        /** The batch sizes that each engine of such a list is for. */
        static Map<EngineKind, List<Integer>> sizesOf(List<EngineKind> kinds, BatchSizes sizes) {
            Map<EngineKind, List<Integer>> sizesOf = new HashMap<>();
            for (int i = 0; i < kinds.size(); i++) {
                sizesOf.merge(kinds.get(i), List.of(sizes.all().get(i)), EngineRanking::joined);
            }
            return sizesOf;
        }

        private static List<Integer> joined(List<Integer> left, List<Integer> right) {
            return Stream.concat(left.stream(), right.stream()).toList();
        }
    }
}
