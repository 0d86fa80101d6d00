package io.resforge.inference.watcher;

import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.MemoryBudget;
import io.resforge.inference.loader.RefusalReason;
import io.resforge.inference.policy.Candidate;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.value.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions that failed a check. One is not tried again until it is promoted again, its manifest changes, memory becomes free where that
 * was lacking, or an operator asks.
 */
final class Refusals {

    /** More than are ever meant at once. */
    private static final int MOST = 200;

    private final String model;
    private final CheckpointFiles files;
    private final MemoryBudget budget;

    /** The latest last. */
    private final Map<Candidate, Circumstances> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Candidate, Circumstances> eldest) {
            return size() > MOST;
        }
    };

    /** What a refusal depended on; the manifest is its SHA-256. */
    private record Circumstances(Optional<String> manifest, RefusalReason reason, long freed) {

        /** Whether memory was lacking, and some became free since. */
        private boolean lacked(MemoryBudget budget) {
            return reason == RefusalReason.MEMORY && budget.timesFreed() != freed;
        }
    }

    private int turn;

    Refusals(String model, CheckpointFiles files, MemoryBudget budget) {
        this.model = model;
        this.files = files;
        this.budget = budget;
    }

    boolean contains(Candidate candidate) {
        return refused.containsKey(candidate);
    }

    void add(Candidate candidate, RefusalReason reason) {
        refused.put(candidate, new Circumstances(manifest(candidate), reason, budget.timesFreed()));
    }

    /**
     * Forgets the refusals of candidates that may pass now; tells whether there were any. The store is asked for the manifest of one of
     * them, of another each time.
     *
     * @throws StoreFailure if the store cannot be reached
     */
    boolean forgetChanged(Stream<Candidate> candidates) {
        List<Candidate> waiting = candidates.filter(this::contains).toList();
        boolean freed = false;
        for (Candidate candidate : waiting) {
            freed |= forgetIf(refused.get(candidate).lacked(budget), candidate);
        }
        if (freed || waiting.isEmpty()) {
            return freed;
        }
        Candidate next = waiting.get(Math.floorMod(turn++, waiting.size()));
        return forgetIf(!manifest(next).equals(refused.get(next).manifest()), next);
    }

    private boolean forgetIf(boolean mayPass, Candidate candidate) {
        if (mayPass) {
            refused.remove(candidate);
        }
        return mayPass;
    }

    /** Forgets all; tells whether there were any. */
    boolean forgetAll() {
        boolean any = !refused.isEmpty();
        refused.clear();
        return any;
    }

    private Optional<String> manifest(Candidate candidate) {
        return files.publishedManifest(model, candidate.version())
                .map(text -> Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
