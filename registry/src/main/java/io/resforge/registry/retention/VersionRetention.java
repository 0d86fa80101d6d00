package io.resforge.registry.retention;

import io.resforge.registry.checkpoint.VersionRemoval;
import io.resforge.registry.checkpoint.VersionRemoval.Stored;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NeededVersions;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.EndedRuns;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.VersionReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes old versions, except those that something names: the champion, the version of a rollback, those of the last
 * promotions, and those that runs without an end begin with; also what cut-off publishes left. Several may do it at
 * once.
 */
public final class VersionRetention {

    /** No publish takes this long; one that does is found out all the same. */
    private static final Duration LONGEST_PUBLISH = Duration.ofDays(1);

    private final VersionRemoval versions;
    private final ProtectedVersions named;
    private final Promotions promotions;
    private final Clock clock;
    private final Seal seal;

    /** @param seal signs the promotion that takes the place of one whose version is gone */
    public VersionRetention(ObjectStore store, Clock clock, Seal seal) {
        this.versions = new VersionRemoval(store, clock);
        this.named = new ProtectedVersions(store, clock);
        this.promotions = new Promotions(store, clock, seal);
        this.clock = clock;
        this.seal = seal;
    }

    /**
     * What would be removed: versions, oldest first, and leftovers of publishes and removals; and what stays, with why.
     */
    public record Plan(String model, List<Item> versions, List<Item> leftovers, Map<String, String> spared) {

        /** How much it frees. */
        public long bytes() {
            return versions.stream().mapToLong(Item::bytes).sum()
                    + leftovers.stream().mapToLong(Item::bytes).sum();
        }
    }

    /** One version, or what is left of one. */
    public record Item(Stored stored, long bytes) {

        /** Its number. */
        public String version() {
            return stored.version();
        }
    }

    /** What is gone, oldest first, how many leftovers were cleaned up, and what stayed after all, with why. */
    public record Outcome(List<String> removed, int leftovers, Map<String, String> spared) {}

    /**
     * Looks what would be removed, and changes nothing; at least one of the newest versions is kept.
     *
     * @throws DamagedObject if a promotion that tells what is needed cannot be read
     */
    public Plan plan(String model, int keep) {
        FieldChecks.atLeast("the number of versions to keep", 1, keep);
        List<Stored> all = versions.stored(model);
        List<Stored> old = all.stream().filter(Stored::published).toList().reversed().stream()
                .skip(keep)
                .toList()
                .reversed();
        Map<String, String> needed = old.isEmpty()
                ? Map.of()
                : named.versions(model, old.stream().map(Stored::version).toList());
        Map<String, String> spared = new LinkedHashMap<>();
        old.stream()
                .filter(version -> needed.containsKey(version.version()))
                .forEach(version -> spared.put(version.version(), needed.get(version.version())));
        return new Plan(
                model,
                items(
                        model,
                        old.stream()
                                .filter(version -> !spared.containsKey(version.version()))
                                .toList()),
                items(
                        model,
                        all.stream()
                                .filter(version -> isLeftover(model, version))
                                .toList()),
                spared);
    }

    /**
     * Removes what may still be removed of the plan. What another remover has marked is left to it.
     *
     * @throws DamagedObject if a promotion that tells what is needed cannot be read; nothing is removed then
     * @throws InvalidSignature if signatures are required and there is no key to sign with; nothing is removed then
     */
    public Outcome carryOut(Plan plan) {
        // Before anything is removed: what may have to be promoted in its place must be signed.
        seal.requireSigner("remove versions of model " + plan.model());
        releaseForgottenMarks(plan.model());
        List<Item> own = plan.versions().stream()
                .filter(item -> versions.mark(plan.model(), item.version()))
                .toList();
        // Only now: a promotion that cannot be seen here yet sees the mark, and withdraws itself.
        Map<String, String> needed = neededOrUnmark(plan.model(), own);
        List<String> removed = new ArrayList<>();
        Map<String, String> spared = new LinkedHashMap<>();
        for (Item item : own) {
            if (needed.containsKey(item.version())) {
                spared.put(item.version(), needed.get(item.version()));
            } else {
                versions.remove(plan.model(), item.stored());
                removed.add(item.version());
            }
            // Of a version that is gone too: a promoter looks for the manifest as well.
            versions.unmark(plan.model(), item.version());
        }
        int cleaned = cleanUp(plan);
        promotions.mend(plan.model());
        return new Outcome(removed, cleaned, spared);
    }

    private Map<String, String> neededOrUnmark(String model, List<Item> own) {
        if (own.isEmpty()) {
            return Map.of();
        }
        try {
            return named.versions(model, own.stream().map(Item::version).toList());
        } catch (DamagedObject e) {
            own.forEach(item -> versions.unmark(model, item.version()));
            throw e;
        }
    }

    /** Versions that were marked a day ago and never removed can be promoted again. */
    private void releaseForgottenMarks(String model) {
        versions.stored(model).stream()
                .filter(version -> version.published() && version.marked())
                .filter(version -> isBefore(versions.markedAt(model, version.version()))
                        && versions.isWhole(model, version.version()))
                .forEach(version -> versions.unmark(model, version.version()));
    }

    private int cleanUp(Plan plan) {
        int cleaned = 0;
        for (Item item : plan.leftovers()) {
            boolean own = versions.mark(plan.model(), item.version());
            if (!versions.isWhole(plan.model(), item.version())) {
                // The mark stays: its number is never used again, and a publisher that wakes up sees it.
                versions.remove(plan.model(), item.stored());
                cleaned++;
            } else if (own) {
                versions.unmark(plan.model(), item.version());
            }
        }
        return cleaned;
    }

    private boolean isLeftover(String model, Stored version) {
        boolean onlyMark = version.marked() && version.files().size() == 1;
        if (onlyMark) {
            return false;
        }
        if (version.published()) {
            return version.marked() && !versions.isWhole(model, version.version());
        }
        return version.marked() || isBefore(versions.claimedAt(model, version.version()));
    }

    private boolean isBefore(Optional<Instant> then) {
        return then.isPresent() && then.get().isBefore(clock.instant().minus(LONGEST_PUBLISH));
    }

    private List<Item> items(String model, List<Stored> stored) {
        return stored.stream()
                .map(version -> new Item(version, versions.bytes(model, version)))
                .toList();
    }

    /** The versions that may not be removed, with why. Whatever names versions is asked here, and nowhere else. */
    private static final class ProtectedVersions {

        /** Promotions so far back are not returned to by hand, as a rule. */
        static final int RECENT_PROMOTIONS = 5;

        private final ObjectStore store;
        private final RunStore runs;
        private final EndedRuns ends;
        private final VersionRemoval versions;

        ProtectedVersions(ObjectStore store, Clock clock) {
            this.store = store;
            this.runs = new RunStore(store);
            this.ends = new EndedRuns(store);
            this.versions = new VersionRemoval(store, clock);
        }

        /**
         * What is named at this moment, of the candidates at least.
         *
         * @throws DamagedObject if what a promotion names cannot be read: then nothing is known to be free
         */
        Map<String, String> versions(String model, List<String> candidates) {
            Map<String, String> named = new LinkedHashMap<>(NeededVersions.of(store, model, RECENT_PROMOTIONS));
            List<String> live = ends.all().stream()
                    .filter(run -> !run.ended())
                    .map(EndedRuns.Found::runId)
                    .toList();
            for (String run : live) {
                origin(run)
                        .filter(origin -> origin.model().equals(model))
                        .ifPresent(origin -> named.putIfAbsent(origin.version(), "run " + run + " begins with it"));
            }
            for (String version : live.isEmpty() ? List.<String>of() : candidates) {
                versions.claimedBy(model, version)
                        .filter(live::contains)
                        .ifPresent(run -> named.putIfAbsent(version, "run " + run + " has just published it"));
            }
            return named;
        }

        private Optional<VersionReference> origin(String runId) {
            try {
                return runs.spec(runId).flatMap(RunSpec::origin);
            } catch (DamagedObject e) {
                return Optional.empty(); // no worker can begin with it either
            }
        }
    }
}
