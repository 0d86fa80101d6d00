package io.resforge.registry.retention;

import io.resforge.registry.checkpoint.VersionRemoval;
import io.resforge.registry.checkpoint.VersionRemoval.Stored;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes old versions, except those that something names: the champion, the version that a rollback returns to, those of the last
 * promotions, and those that runs without an end begin with. Also what publishes left that were cut off. Several may do it at once.
 */
public final class VersionRetention {

    /** No publish takes this long; one that does is found out all the same. */
    private static final Duration LONGEST_PUBLISH = Duration.ofDays(1);

    private final VersionRemoval versions;
    private final ProtectedVersions named;
    private final Clock clock;

    public VersionRetention(ObjectStore store, Clock clock) {
        this.versions = new VersionRemoval(store, clock);
        this.named = new ProtectedVersions(store, clock);
        this.clock = clock;
    }

    /**
     * What would be removed.
     *
     * @param versions published ones, oldest first
     * @param leftovers of publishes and removals that were cut off
     * @param spared older versions that stay, with why
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

    /**
     * What came of it.
     *
     * @param removed the versions that are gone, oldest first
     * @param leftovers how many others were cleaned up
     * @param spared versions that something named in the last moment, with why
     */
    public record Outcome(List<String> removed, int leftovers, Map<String, String> spared) {}

    /**
     * Looks what would be removed, and changes nothing.
     *
     * @param keep how many of the newest versions stay in any case, at least 1
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
     * Removes what was planned, as far as it may still be removed. What another remover has marked is left to it.
     *
     * @throws DamagedObject if a promotion that tells what is needed cannot be read; nothing is removed then
     */
    public Outcome carryOut(Plan plan) {
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
        return new Outcome(removed, cleanUp(plan), spared);
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
                .filter(version -> isBefore(versions.markedAt(model, version.version())))
                .forEach(version -> versions.unmark(model, version.version()));
    }

    private int cleanUp(Plan plan) {
        int cleaned = 0;
        for (Item item : plan.leftovers()) {
            boolean own = versions.mark(plan.model(), item.version());
            if (!versions.isPublished(plan.model(), item.version())) {
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
        if (version.published() || onlyMark) {
            return false;
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
}
