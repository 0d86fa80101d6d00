package io.resforge.simulation;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of {@link Truth} that is about runs. */
final class RunTruth {

    private static final Pattern RUN = Pattern.compile("runs/([^/]+)/(.+)");

    /** What a worker asks of the store between its look whether its run is there and its manifest. */
    private static final int FEW = 10;

    private final Simulation world;
    private final Consumer<String> promoted;
    private final Map<String, Run> runs = new TreeMap<>();
    private final Set<String> accepted = new HashSet<>();
    private final Set<String> deleting = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private final Map<String, Map<String, Integer>> requestsAtDeletion = new HashMap<>();
    private long moment;

    /** A run that was recorded and not deleted. */
    private static final class Run {
        private final RunSpec spec;
        private Optional<Long> endedAt = Optional.empty();
        private final Map<Integer, Long> claimedAt = new HashMap<>();

        Run(RunSpec spec) {
            this.spec = spec;
        }
    }

    /** @param promoted told the version of a run that ended as promoted */
    RunTruth(Simulation world, Consumer<String> promoted) {
        this.world = world;
        this.promoted = promoted;
    }

    /** An object of a run was written. */
    void written(String key, byte[] content, Optional<byte[]> before) {
        moment++;
        Matcher parts = RUN.matcher(key);
        if (!parts.matches()) {
            return;
        }
        String file = parts.group(2);
        Run run = runs.get(parts.group(1));
        if (file.equals("spec.json")) {
            runs.put(parts.group(1), new Run(Truth.decode(content, RunSpec.class)));
        } else if (run != null && file.equals("end.json")) {
            if (before.isPresent()) {
                world.violated(Invariant.ENDED_ONCE, "the end of run " + parts.group(1) + " was written twice");
            }
            run.endedAt = Optional.of(moment);
            RunEnd end = Truth.decode(content, RunEnd.class);
            if (end.result() != null && end.result().promoted()) {
                promoted.accept(end.result().version());
            }
        } else if (run != null && file.startsWith("launches/") && before.isEmpty()) {
            run.claimedAt.put(Integer.parseInt(file.replaceAll("\\D", "")), moment);
        }
    }

    /** An object of a run, or its place in the list, was deleted. */
    void deleted(String key) {
        moment++;
        Matcher parts = RUN.matcher(key);
        if (key.startsWith("runs-by-time/")) {
            // By a removal of old runs, too; cut off, it leaves a run that is in no list.
            deleting(key.substring(key.indexOf('_') + 1));
        } else if (parts.matches() && parts.group(2).equals("spec.json")) {
            runs.remove(parts.group(1));
            requestsAtDeletion.put(parts.group(1), world.requests("worker " + parts.group(1) + "/"));
        } else if (parts.matches() && parts.group(2).equals("end.json") && runs.containsKey(parts.group(1))) {
            runs.get(parts.group(1)).endedAt = Optional.empty();
        }
    }

    /** A worker publishes; it looks whether its run is still there a few requests before. */
    void published(String runId) {
        world.writer().ifPresent(writer -> {
            int then = requestsAtDeletion.getOrDefault(runId, Map.of()).getOrDefault(writer.name(), Integer.MAX_VALUE);
            if (writer.requests() - FEW > then) {
                world.violated(
                        Invariant.DELETED,
                        writer.name() + " publishes " + (writer.requests() - then)
                                + " requests after its run was deleted");
            }
        });
    }

    /** The versions that runs begin with which have not ended. */
    Set<String> origins() {
        Set<String> origins = new HashSet<>();
        runs.values().stream()
                .filter(run -> run.endedAt.isEmpty())
                .forEach(run -> run.spec.origin().ifPresent(origin -> origins.add(origin.version())));
        return origins;
    }

    /** A worker is started. */
    void launched(String runId, int attempt) {
        Run run = runs.get(runId);
        if (run != null
                && run.endedAt.isPresent()
                && run.endedAt.get() < run.claimedAt.getOrDefault(attempt, Long.MAX_VALUE)) {
            world.violated(Invariant.ENDED_ONCE, "run " + runId + " had ended when attempt " + attempt + " was made");
        }
    }

    /** A run was taken in, and its client told so: it is not lost from then on. */
    void accepted(String runId) {
        if (!deleting.contains(runId)) { // by another client, before the answer came
            accepted.add(runId);
        }
    }

    /** A client asks for a run to be deleted, which may be cut off. */
    void deleting(String runId) {
        deleting.add(runId);
        accepted.remove(runId);
    }

    /** A run was deleted, and its client told so. */
    void forgotten(String runId) {
        gone.add(runId);
    }

    /** The runs that there are, by their ids. */
    List<String> ids() {
        return List.copyOf(runs.keySet());
    }

    /** Checks what must hold once faults have stopped for a while. */
    void settled(List<Machine> machines) {
        runs.forEach((id, run) -> {
            if (run.endedAt.isEmpty() && accepted.contains(id)) {
                world.violated(Invariant.NO_RUN_LOST, "run " + id + " never ended");
            } else if (run.endedAt.isPresent() && machines.stream().anyMatch(machine -> machine.hasWorkerOf(id))) {
                world.violated(Invariant.ENDED_ONCE, "run " + id + " has ended, and still has a worker");
            }
        });
        gone.stream()
                .filter(id -> runs.containsKey(id) || machines.stream().anyMatch(machine -> machine.hasWorkerOf(id)))
                .findFirst()
                .ifPresent(id -> world.violated(Invariant.DELETED, "run " + id + " is there, or has a worker"));
    }
}
