package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineCheck.EngineCandidate;
import io.resforge.inference.engine.EngineCheck.GoldenImages;
import io.resforge.inference.engine.EngineRankings.EngineRanking;
import io.resforge.inference.engine.EngineRankings.EngineRankingKey;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.inference.engine.VersionEngine.Lone;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The fastest engine for each batch size, measured once for a kind of network on a machine; what serves is checked with
 * every version. A small network is served by ONNX Runtime alone: PyTorch gains less than it costs.
 */
final class FastestEngines implements Engines {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final List<Backend> backends;
    private final Predicate<Manifest> isSmall;
    private final BatchSizes sizes;
    private final EngineRankings rankings;
    private final EngineBenchmark race;

    /**
     * @param backends the one that starts fastest first
     * @param isSmall whether a version is too small for others to be worth their memory
     */
    FastestEngines(
            List<Backend> backends,
            Predicate<Manifest> isSmall,
            BatchSizes sizes,
            EngineRankings rankings,
            EngineBenchmark race) {
        this.backends = List.copyOf(backends);
        this.isSmall = isSmall;
        this.sizes = sizes;
        this.rankings = rankings;
        this.race = race;
    }

    /** Starts what was fastest the last time; what else a version needs starts with it. */
    @Override
    public void start() {
        Set<EngineKind> likely = EnumSet.of(backends.getFirst().kind());
        rankings.latest().flatMap(ranking -> ranking.fastestWithout(Set.of())).ifPresent(kinds -> {
            likely.clear();
            likely.addAll(kinds);
        });
        backends.stream().filter(backend -> likely.contains(backend.kind())).forEach(Backend::start);
    }

    /** All that take the version, side by side, as long as it is to be measured which are fastest. */
    @Override
    public long bytes(Checkpoint checkpoint) {
        List<EngineCandidate> entrants = tryFirst(entrants(checkpoint, () -> {}), checkpoint);
        Optional<List<EngineKind>> chosen = rankings.find(
                        EngineRankingKey.of(checkpoint.manifest(), entrants, sizes.largest()))
                .flatMap(ranking -> ranking.fastestWithout(Set.of()));
        return entrants.stream()
                .filter(entrant -> chosen.isEmpty() || chosen.get().contains(entrant.kind()))
                .mapToLong(EngineCandidate::bytes)
                .sum();
    }

    private List<EngineCandidate> entrants(Checkpoint checkpoint, Runnable loaded) {
        return backends.stream()
                .filter(backend -> backend.takes(checkpoint.manifest()))
                .map(backend -> new EngineCandidate(backend, checkpoint, loaded))
                .toList();
    }

    /** All of them, or for a small network those of ONNX Runtime. */
    private List<EngineCandidate> tryFirst(List<EngineCandidate> entrants, Checkpoint checkpoint) {
        return isSmall.test(checkpoint.manifest())
                ? entrants.stream()
                        .filter(entrant -> entrant.kind().isOnnxRuntime())
                        .toList()
                : entrants;
    }

    @Override
    public Engine load(Checkpoint checkpoint, Runnable loaded) throws EngineCheckFailed {
        List<EngineCandidate> entrants = entrants(checkpoint, loaded);
        List<EngineCandidate> first = tryFirst(entrants, checkpoint);
        try {
            return fastest(first, checkpoint);
        } catch (EngineCheckFailed e) {
            List<EngineCandidate> others = entrants.stream()
                    .filter(entrant -> !first.contains(entrant))
                    .toList();
            if (others.isEmpty()) {
                throw e;
            }
            return fastest(others, checkpoint);
        }
    }

    private Engine fastest(List<EngineCandidate> entrants, Checkpoint checkpoint) throws EngineCheckFailed {
        EngineRanking ranking = ranking(entrants, checkpoint.manifest());
        Set<EngineKind> leftOut = EnumSet.noneOf(EngineKind.class);
        EngineCheckFailed last = null;
        Optional<List<EngineKind>> choice = ranking.fastestWithout(leftOut);
        while (choice.isPresent()) {
            try {
                return load(choice.get(), entrants, leftOut);
            } catch (EngineCheckFailed e) {
                last = e;
                choice = ranking.fastestWithout(leftOut);
            }
        }
        throw last == null
                ? new EngineCheckFailed(EngineCheckFailed.Reason.FAILURE, "there is no engine for it")
                : last;
    }

    private EngineRanking ranking(List<EngineCandidate> entrants, Manifest manifest) throws EngineCheckFailed {
        EngineRankingKey key = EngineRankingKey.of(manifest, entrants, sizes.largest());
        Optional<EngineRanking> known = rankings.find(key);
        if (known.isPresent()) {
            return known.get();
        }
        EngineRanking measured = entrants.size() == 1
                ? EngineRanking.of(entrants.getFirst().kind(), sizes)
                : race.run(entrants, new GoldenImages(manifest));
        rankings.remember(key, measured);
        return measured;
    }

    /** Loads what serves each batch size; the first that is unfit is added to those left out. */
    private Engine load(List<EngineKind> choice, List<EngineCandidate> entrants, Set<EngineKind> leftOut)
            throws EngineCheckFailed {
        Map<EngineKind, Engine> loaded = new EnumMap<>(EngineKind.class);
        boolean complete = false;
        try {
            for (Map.Entry<EngineKind, List<Integer>> part :
                    EngineRanking.sizesOf(choice, sizes).entrySet()) {
                loaded.put(part.getKey(), tried(part.getKey(), part.getValue(), entrants, leftOut));
            }
            Optional<Lone> lone = entrant(choice.getFirst(), entrants).lone();
            complete = true;
            return VersionEngine.of(choice.stream().map(loaded::get).toList(), sizes, lone);
        } finally {
            if (!complete) {
                loaded.values().forEach(Engine::close);
            }
        }
    }

    private static Engine tried(
            EngineKind kind, List<Integer> sizes, List<EngineCandidate> entrants, Set<EngineKind> leftOut)
            throws EngineCheckFailed {
        try {
            return entrant(kind, entrants).loadTried(sizes);
        } catch (EngineCheckFailed e) {
            LOG.log(Level.WARNING, "left out " + kind.label() + ": " + e.getMessage());
            leftOut.add(kind);
            throw e;
        }
    }

    private static EngineCandidate entrant(EngineKind kind, List<EngineCandidate> entrants) {
        return entrants.stream()
                .filter(entrant -> entrant.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(kind + " is ranked, but not there"));
    }
}
