package io.resforge.benchmarks.kill;

import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.VersionRemoval;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Looks at all that a store holds, again and again, and tells what must never be. What was once true of an object that never changes is
 * remembered from one look to the next.
 */
public final class StoreAudit {

    private static final Pattern LAUNCH = Pattern.compile("runs/([^/]+)/launches/(\\d+)\\.json");
    private static final Pattern WINNER = Pattern.compile("models/([^/]+)/versions/(\\d+)/run-(.+)");

    private final ObjectStore store;
    private final Checkpoints checkpoints;
    private final VersionRemoval versions;
    private final Promotions promotions;
    private final RunStore runs;

    /** The SHA-256 of the weights of each version that was seen whole, as {@code model@version}. */
    private final Map<String, String> whole = new HashMap<>();

    private final Map<String, List<Promotion>> logs = new HashMap<>();
    private final Map<String, RunEnd> ends = new HashMap<>();

    /** The weights that came first of a recipe, a seed and a data set. */
    private final Map<List<Object>, String> weights = new HashMap<>();

    private final Set<String> accepted = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();
    private final List<String> found = new ArrayList<>();

    /** @param clock of what is asked of the store; nothing is written to it */
    public StoreAudit(ObjectStore store, Clock clock) {
        this.store = store;
        this.checkpoints = new Checkpoints(store, clock);
        this.versions = new VersionRemoval(store, clock);
        this.promotions = new Promotions(store, clock);
        this.runs = new RunStore(store);
    }

    /** A client was told that a run was taken in: it is not lost from then on. */
    public synchronized void accepted(String run) {
        accepted.add(run);
    }

    /** A client asks for a run to be deleted, which may be cut off. */
    synchronized void deleting(String run) {
        accepted.remove(run);
    }

    /** A client was told that a run is deleted: it does not come back. */
    synchronized void deleted(String run) {
        deleted.add(run);
    }

    /** What must never be, of all that is there now; processes may work on it meanwhile. */
    public synchronized List<String> look() {
        found.clear();
        for (String model : checkpoints.models()) {
            versions(model);
            promotions(model);
        }
        winners();
        Set<String> there = Set.copyOf(runs.ids());
        accepted.stream()
                .filter(run -> !there.contains(run))
                .forEach(run -> found.add("run " + run + " was taken in and is gone"));
        there.forEach(this::end);
        launches();
        return List.copyOf(found);
    }

    /** What must not be either, once no process works on the store any more and each run had time to end. */
    public synchronized List<String> lookAtRest() {
        look();
        accepted.stream()
                .filter(run -> runs.end(run).isEmpty())
                .forEach(run -> found.add("run " + run + " never ended"));
        deleted.stream()
                .filter(run -> !store.list("runs/" + run + "/").isEmpty())
                .forEach(run -> found.add("something is left of run " + run + ", which was deleted"));
        return List.copyOf(found);
    }

    /** Whether the store has no run at all. */
    boolean isWithoutRuns() {
        return runs.ids().isEmpty();
    }

    /** Whether a version was whole at any time. */
    private boolean wasPublished(String model, String version) {
        return whole.containsKey(model + "@" + version);
    }

    private void versions(String model) {
        for (String version : checkpoints.versions(model)) {
            Optional<Checkpoint> checkpoint = fetched(model, version);
            checkpoint.map(Checkpoint::manifest).ifPresent(manifest -> whole(model, version, manifest));
        }
    }

    /** A version with all its files, each as the manifest says; empty if it is being removed at this moment. */
    private Optional<Checkpoint> fetched(String model, String version) {
        try {
            return Optional.of(checkpoints.fetch(model, version));
        } catch (InvalidCheckpoint e) {
            if (checkpoints.stays(model, version)) {
                found.add(String.format(
                        Locale.ROOT, "version %s of %s is listed and not whole: %s", version, model, e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private void whole(String model, String version, Manifest manifest) {
        String digest = manifest.files().get(Manifest.PARAMETERS).sha256();
        String before = whole.putIfAbsent(model + "@" + version, digest);
        if (before != null && !before.equals(digest)) {
            found.add(String.format(Locale.ROOT, "version %s of %s has other weights than before", version, model));
        }
        if (manifest.fromVersion() == null) {
            List<Object> work =
                    List.of(manifest.architecture(), manifest.recipe(), manifest.seed(), manifest.dataset());
            String first = weights.putIfAbsent(work, digest);
            if (first != null && !first.equals(digest)) {
                found.add(String.format(
                        Locale.ROOT,
                        "version %s of %s (run %s) has other weights than another run of the same work",
                        version,
                        model,
                        manifest.runId()));
            }
        }
    }

    private void promotions(String model) {
        List<Promotion> now = promotions.history(model);
        List<Long> numbers = now.stream().map(Promotion::number).toList();
        List<Long> expected =
                IntStream.rangeClosed(1, now.size()).mapToObj(Long::valueOf).toList();
        if (!numbers.equals(expected)) {
            found.add("the promotions of " + model + " are numbered " + numbers);
        }
        List<Promotion> before = logs.getOrDefault(model, List.of());
        if (before.size() > now.size() || !before.equals(now.subList(0, before.size()))) {
            found.add("promotions of " + model + " changed: " + before + " became " + now);
        }
        logs.put(model, now);
        now.subList(Math.min(before.size(), now.size()), now.size()).stream()
                .filter(promotion -> !wasPublished(model, promotion.version()))
                // It may have been published after this look at the versions.
                .filter(promotion -> fetched(model, promotion.version()).isEmpty())
                .forEach(promotion -> found.add(String.format(
                        Locale.ROOT,
                        "promotion %d of %s names version %s, which never was whole",
                        promotion.number(),
                        model,
                        promotion.version())));
        promotions
                .champion(model)
                .filter(champion -> !checkpoints.stays(model, champion.version()))
                // Another may be in force by now.
                .filter(champion -> promotions.champion(model).equals(Optional.of(champion)))
                .ifPresent(champion -> found.add(
                        "version " + champion.version() + ", the champion of " + model + ", is gone or being removed"));
    }

    /** Of those who want a number, one gets it. */
    private void winners() {
        Map<String, Set<String>> runsOf = new TreeMap<>();
        for (String key : store.list("models/")) {
            Matcher winner = WINNER.matcher(key);
            if (winner.matches()) {
                runsOf.computeIfAbsent(winner.group(1) + "@" + winner.group(2), _ -> new HashSet<>())
                        .add(winner.group(3));
            }
        }
        runsOf.forEach((version, won) -> {
            if (won.size() > 1) {
                found.add("number " + version + " was taken by " + won);
            }
        });
    }

    private void end(String run) {
        Optional<RunEnd> end = runs.end(run);
        RunEnd before = ends.get(run);
        if (before != null && !end.equals(Optional.of(before)) && accepted.contains(run)) {
            found.add("the end of run " + run + " changed: " + before + " became " + end);
        }
        end.ifPresent(it -> {
            ends.put(run, it);
            if (it.result() != null) {
                succeeded(run, it.result());
            }
        });
    }

    private void succeeded(String run, RunEnd.Result result) {
        boolean known = wasPublished(result.model(), result.version())
                || fetched(result.model(), result.version()).isPresent()
                || versions.stored(result.model()).stream()
                        .noneMatch(stored -> stored.version().equals(result.version()));
        if (!known) {
            found.add("run " + run + " succeeded with version " + result.version() + ", which never was whole");
        }
    }

    /** The attempts of each run are numbered without gaps. */
    private void launches() {
        Map<String, List<Integer>> attempts = new TreeMap<>();
        for (String key : store.list("runs/")) {
            Matcher launch = LAUNCH.matcher(key);
            if (launch.matches()) {
                attempts.computeIfAbsent(launch.group(1), _ -> new ArrayList<>())
                        .add(Integer.parseInt(launch.group(2)));
            }
        }
        attempts.forEach((run, numbers) -> {
            List<Integer> expected =
                    IntStream.rangeClosed(1, numbers.size()).boxed().toList();
            if (!numbers.stream().sorted().toList().equals(expected) && accepted.contains(run)) {
                found.add("the attempts of run " + run + " are numbered " + numbers);
            }
        });
    }

    /** How much there is, in words. */
    synchronized String counts() {
        return String.format(
                Locale.ROOT,
                "%d runs ended, %d versions seen whole, %d promotions, %d runs deleted",
                ends.size(),
                whole.size(),
                logs.values().stream().mapToInt(List::size).sum(),
                deleted.size());
    }
}
