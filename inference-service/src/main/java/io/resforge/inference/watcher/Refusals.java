package io.resforge.inference.watcher;

import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.MemoryBudget;
import io.resforge.inference.loader.RefusalReason;
import io.resforge.inference.policy.Candidate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Versions that failed a check. One is not tried again until it is promoted again, its manifest changes, memory becomes free where that
 * was lacking, or an operator asks.
 */
final class Refusals {

    private final String model;
    private final CheckpointFiles files;
    private final MemoryBudget budget;
    private final Map<Candidate, Circumstances> refused = new HashMap<>();

    /** What a refusal depended on. */
    private record Circumstances(Optional<String> manifest, RefusalReason reason, long freed) {}

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

    /** Forgets the refusal of a candidate that may pass now; tells whether there was one. */
    boolean forgetIfChanged(Candidate candidate) {
        Circumstances then = refused.get(candidate);
        if (then == null) {
            return false;
        }
        boolean memoryFreed = then.reason() == RefusalReason.MEMORY && budget.timesFreed() != then.freed();
        if (memoryFreed || !manifest(candidate).equals(then.manifest())) {
            refused.remove(candidate);
            return true;
        }
        return false;
    }

    /** Forgets all; tells whether there were any. */
    boolean forgetAll() {
        boolean any = !refused.isEmpty();
        refused.clear();
        return any;
    }

    private Optional<String> manifest(Candidate candidate) {
        return files.publishedManifest(model, candidate.version());
    }
}
