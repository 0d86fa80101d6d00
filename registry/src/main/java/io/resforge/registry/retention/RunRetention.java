package io.resforge.registry.retention;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.EndedRuns;
import io.resforge.registry.run.EndedRuns.Found;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunRemoval;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes the records of runs that ended long ago, unless their version is still there. Runs without an end stay too,
 * unless asked otherwise. Several may do it at once.
 */
public final class RunRetention {

    private final RunRemoval removal;
    private final EndedRuns ends;
    private final RunStore runs;
    private final Checkpoints checkpoints;
    private final Clock clock;

    public RunRetention(ObjectStore store, Clock clock) {
        this.removal = new RunRemoval(store);
        this.ends = new EndedRuns(store);
        this.runs = new RunStore(store);
        this.checkpoints = new Checkpoints(store, clock);
        this.clock = clock;
    }

    /**
     * What would be removed: runs with the number of their objects, and how many stay as their version is there, or as
     * their age cannot be read.
     */
    public record Plan(Map<String, Integer> runs, int withVersion, int unreadable) {

        /** How many objects go. */
        public int objects() {
            return runs.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private enum Verdict {
        GOES,
        YOUNG_OR_LIVE,
        HAS_VERSION,
        UNREADABLE
    }

    /**
     * Looks what would be removed, and changes nothing.
     *
     * @param abandoned whether runs without an end go too, of which nothing was heard for as long
     */
    public Plan plan(Duration olderThan, boolean abandoned) {
        if (!olderThan.isPositive()) {
            throw new IllegalArgumentException("how old runs must be has to be above 0, was " + olderThan);
        }
        Instant then = clock.instant().minus(olderThan);
        Map<String, Set<String>> versions = new HashMap<>();
        Map<String, Integer> old = new LinkedHashMap<>();
        int withVersion = 0;
        int unreadable = 0;
        for (Found run : ends.all()) {
            switch (verdict(run, then, abandoned, versions)) {
                case GOES -> old.put(run.runId(), removal.objects(run.runId()));
                case HAS_VERSION -> withVersion++;
                case UNREADABLE -> unreadable++;
                case YOUNG_OR_LIVE -> {}
            }
        }
        return new Plan(Collections.unmodifiableMap(old), withVersion, unreadable);
    }

    /** Removes what was planned. */
    public void carryOut(Plan plan) {
        removal.remove(plan.runs().keySet());
    }

    private Verdict verdict(Found run, Instant then, boolean abandoned, Map<String, Set<String>> versions) {
        if (run.isUnreadable()) {
            return Verdict.UNREADABLE;
        }
        if (!run.ended()) {
            return abandoned && isSilent(run.runId(), then) ? Verdict.GOES : Verdict.YOUNG_OR_LIVE;
        }
        if (!run.endedAt().isBefore(then)) {
            return Verdict.YOUNG_OR_LIVE;
        }
        return hasVersion(run, versions) ? Verdict.HAS_VERSION : Verdict.GOES;
    }

    private boolean isSilent(String runId, Instant then) {
        try {
            return lastSign(runId).filter(sign -> sign.isBefore(then)).isPresent();
        } catch (DamagedObject e) {
            return false;
        }
    }

    private boolean hasVersion(Found run, Map<String, Set<String>> versions) {
        return run.version() != null
                && versions.computeIfAbsent(run.model(), model -> Set.copyOf(checkpoints.versions(model)))
                        .contains(run.version());
    }

    /** When something was heard of a run; empty if it has no spec. */
    private Optional<Instant> lastSign(String runId) {
        Optional<Instant> submitted = runs.spec(runId).map(RunSpec::submittedAt);
        return submitted.flatMap(first -> Stream.of(
                        submitted,
                        runs.launch(runId).map(RunAttempt::launchedAt),
                        runs.status(runId).map(RunStatus::updatedAt))
                .flatMap(Optional::stream)
                .max(Instant::compareTo));
    }
}
