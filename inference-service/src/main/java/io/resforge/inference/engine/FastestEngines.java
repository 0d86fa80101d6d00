package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The fastest engine for each batch size. What is fastest is measured once for a kind of network on a machine; what serves is tried
 * with every version. After a start, single images are served as soon as their engine is there; a library that is only faster for larger
 * batches joins once it has been loaded.
 */
final class FastestEngines implements Engines {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final List<Backend> backends;
    private final BatchSizes sizes;
    private final Rankings rankings;
    private final Race race;
    private final Executor later;
    /** What has been started or tried. */
    private final Set<EngineKind> warm = ConcurrentHashMap.newKeySet();

    /**
     * @param backends the one that starts fastest first
     * @param later loads what may come after a version serves
     */
    FastestEngines(List<Backend> backends, BatchSizes sizes, Rankings rankings, Race race, Executor later) {
        this.backends = List.copyOf(backends);
        this.sizes = sizes;
        this.rankings = rankings;
        this.race = race;
        this.later = later;
    }

    /** Starts what was fastest for single images the last time; what else a version needs starts with it. */
    @Override
    public void start() {
        EngineKind likely = rankings.latest()
                .flatMap(ranking -> ranking.fastestWithout(Set.of()))
                .map(List::getFirst)
                .orElse(backends.getFirst().kind());
        backends.stream().filter(backend -> backend.kind() == likely).forEach(Backend::start);
        warm.add(likely);
    }

    @Override
    public Engine load(Checkpoint checkpoint) throws Unfit {
        List<Entrant> entrants = backends.stream()
                .filter(backend -> backend.takes(checkpoint))
                .map(backend -> new Entrant(backend, checkpoint))
                .toList();
        Ranking ranking = ranking(entrants, checkpoint.manifest());
        Set<EngineKind> leftOut = EnumSet.noneOf(EngineKind.class);
        Unfit last = null;
        Optional<List<EngineKind>> choice = ranking.fastestWithout(leftOut);
        while (choice.isPresent()) {
            try {
                return warm.containsAll(choice.get())
                                || !warm.contains(choice.get().getFirst())
                        ? load(choice.get(), entrants, leftOut)
                        : loadQuickly(choice.get(), entrants, leftOut);
            } catch (Unfit e) {
                last = e;
                choice = ranking.fastestWithout(leftOut);
            }
        }
        throw last == null ? new Unfit(Unfit.Reason.FAILURE, "there is no engine for it") : last;
    }

    private Ranking ranking(List<Entrant> entrants, Manifest manifest) throws Unfit {
        RankingKey key = RankingKey.of(manifest, entrants, sizes.largest());
        Optional<Ranking> known = rankings.find(key);
        if (known.isPresent()) {
            return known.get();
        }
        entrants.stream().map(Entrant::kind).forEach(warm::add);
        Ranking measured = race.run(entrants, new GoldenImages(manifest));
        rankings.remember(key, measured);
        return measured;
    }

    /** Loads what serves single images, for all sizes; the others join. */
    private Engine loadQuickly(List<EngineKind> choice, List<Entrant> entrants, Set<EngineKind> leftOut) throws Unfit {
        EngineKind first = choice.getFirst();
        Engine quick = tried(first, sizes.all(), entrants, leftOut);
        JoiningEngine engine =
                new JoiningEngine(quick, quick.bytes() * Set.copyOf(choice).size());
        later.execute(() -> engine.join(begun -> beside(first, begun, choice, entrants)));
        return engine;
    }

    private Optional<Engine> beside(EngineKind first, Engine begun, List<EngineKind> choice, List<Entrant> entrants) {
        Map<EngineKind, Engine> loaded = new EnumMap<>(Map.of(first, begun));
        Map<EngineKind, List<Integer>> parts = Ranking.sizesOf(choice, sizes);
        parts.remove(first);
        parts.forEach((kind, itsSizes) -> {
            warm.add(kind);
            try {
                loaded.put(kind, tried(kind, itsSizes, entrants, EnumSet.noneOf(EngineKind.class)));
            } catch (Unfit e) {
                // It was told of; the quick engine goes on in its place.
            }
        });
        return loaded.size() == 1
                ? Optional.empty()
                : Optional.of(sized(choice, kind -> loaded.getOrDefault(kind, begun)));
    }

    private SizedEngine sized(List<EngineKind> choice, Function<EngineKind, Engine> engines) {
        return new SizedEngine(choice.stream().map(engines).toList(), sizes);
    }

    /** Loads what serves each batch size; the first that is unfit is added to those left out. */
    private Engine load(List<EngineKind> choice, List<Entrant> entrants, Set<EngineKind> leftOut) throws Unfit {
        Map<EngineKind, Engine> loaded = new EnumMap<>(EngineKind.class);
        boolean complete = false;
        try {
            for (Map.Entry<EngineKind, List<Integer>> part :
                    Ranking.sizesOf(choice, sizes).entrySet()) {
                warm.add(part.getKey());
                loaded.put(part.getKey(), tried(part.getKey(), part.getValue(), entrants, leftOut));
            }
            complete = true;
            return loaded.size() == 1 ? loaded.values().iterator().next() : sized(choice, loaded::get);
        } finally {
            if (!complete) {
                loaded.values().forEach(Engine::close);
            }
        }
    }

    private static Engine tried(EngineKind kind, List<Integer> sizes, List<Entrant> entrants, Set<EngineKind> leftOut)
            throws Unfit {
        try {
            return entrants.stream()
                    .filter(entrant -> entrant.kind() == kind)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(kind + " is ranked, but not there"))
                    .loadTried(sizes);
        } catch (Unfit e) {
            LOG.log(Level.WARNING, "left out " + kind.label() + ": " + e.getMessage());
            leftOut.add(kind);
            throw e;
        }
    }
}
