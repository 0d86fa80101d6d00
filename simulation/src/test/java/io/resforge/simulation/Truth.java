package io.resforge.simulation;

import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.Json;
import io.resforge.registry.json.Json.MalformedJson;
import io.resforge.registry.promotion.Promotion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Watches what the store really holds, knows what must hold, and says so where it does not. */
final class Truth implements SimulatedStore.Observer {

    private static final Pattern PROMOTION = Pattern.compile("models/[^/]+/promotions/(\\d+)\\.json");
    private static final Pattern VERSION = Pattern.compile("models/[^/]+/versions/(\\d+)/(.+)");
    private static final int RECENT = 5;

    private final Simulation world;
    private final Checkpoints checkpoints;
    private final List<Promotion> promotions = new ArrayList<>();
    private final Map<String, String> published = new HashMap<>();
    private final Map<String, Mark> marks = new HashMap<>();
    private final RunTruth runs;
    private final Set<Long> told = new HashSet<>();
    private final Map<String, Set<String>> won = new HashMap<>();

    /** What there was when a removal marked a version. */
    private record Mark(List<Promotion> recent, Set<String> origins) {}

    Truth(Simulation world) {
        this.world = world;
        this.checkpoints = new Checkpoints(world.store(), world.time());
        this.runs = new RunTruth(world, this::toldPromoted);
    }

    /** A process was told that it was the one that created an object. */
    void toldWinner(String key, String life) {
        Set<String> winners = won.computeIfAbsent(key, anew -> new HashSet<>());
        winners.add(life);
        if (winners.size() > 1 && (PROMOTION.matcher(key).matches() || key.endsWith("/claim.json"))) {
            world.violated(Invariant.ONE_WINNER, key + " was won by " + winners);
        }
    }

    @Override
    public void written(String key, byte[] content, Optional<byte[]> before) {
        Matcher version = VERSION.matcher(key);
        if (key.startsWith("runs/")) {
            runs.written(key, content, before);
        } else if (version.matches()) {
            writtenOfVersion(version.group(1), version.group(2), before);
        } else if (PROMOTION.matcher(key).matches()) {
            promoted(key, content, before);
        }
    }

    private void promoted(String key, byte[] content, Optional<byte[]> before) {
        Promotion promotion = decode(content, Promotion.class);
        if (before.isPresent() || promotion.number() != promotions.size() + 1) {
            world.violated(Invariant.WITHOUT_GAPS, key + " after " + promotions.size() + " promotions");
        }
        if (published.getOrDefault(promotion.version(), "").isEmpty()) {
            world.violated(Invariant.WHOLE, key + " names version " + promotion.version() + ", which never was whole");
        }
        if (promotion.restores() != null && promotion.withdraws() == null && wasWithdrawn(promotion)) {
            world.violated(Invariant.WITHDRAWN, key + " restores version " + promotion.version());
        }
        promotions.add(promotion);
    }

    /** Whether what a rollback returns to was withdrawn since. */
    private boolean wasWithdrawn(Promotion rollback) {
        return promotions.stream()
                .anyMatch(entry -> entry.number() > rollback.restores() && entry.withdraws(rollback.version()));
    }

    private void writtenOfVersion(String version, String file, Optional<byte[]> before) {
        switch (file) {
            case "manifest.json" -> {
                if (before.isPresent() || published.containsKey(version)) {
                    world.violated(Invariant.ONE_WINNER, "version " + version + " was published twice");
                }
                Optional<String> digest = whole(version);
                published.put(version, digest.orElse(""));
                digest.map(it -> it.split(" ")[0]).ifPresent(runs::published);
            }
            case "removed.json" -> marks.put(version, new Mark(recent(), runs.origins()));
            default -> {
                if (before.isPresent()) {
                    world.violated(Invariant.ONE_WINNER, file + " of version " + version + " was written twice");
                }
            }
        }
    }

    /** What tells a version from others, if it is whole; a publisher that slept too long takes its own back. */
    private Optional<String> whole(String version) {
        try {
            return Optional.of(digest(checkpoints.fetch(Simulation.MODEL, version)));
        } catch (InvalidCheckpoint e) {
            if (!marks.containsKey(version)) {
                world.violated(Invariant.WHOLE, "version " + version + " was published: " + e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static String digest(Checkpoint checkpoint) {
        return checkpoint.manifest().runId() + " " + checkpoint.weights().parameters()[0];
    }

    private List<Promotion> recent() {
        return List.copyOf(promotions.subList(Math.max(0, promotions.size() - RECENT), promotions.size()));
    }

    @Override
    public void deleted(String key) {
        Matcher version = VERSION.matcher(key);
        if (key.startsWith("runs")) {
            runs.deleted(key);
        } else if (PROMOTION.matcher(key).matches()) {
            world.violated(Invariant.WITHOUT_GAPS, key + " was deleted");
        } else if (version.matches() && version.group(2).equals("manifest.json")) {
            removed(version.group(1));
        } else if (version.matches() && version.group(2).startsWith("model.")) {
            if (checkpoints.isPublished(Simulation.MODEL, version.group(1))) {
                world.violated(Invariant.NO_HALF, key + " was deleted before the manifest");
            }
        }
    }

    private void removed(String version) {
        Mark mark = marks.get(version);
        if (mark == null) {
            world.violated(Invariant.REFERRED, "version " + version + " was removed without a mark");
            return;
        }
        mark.recent().stream()
                .filter(promotion -> promotion.version().equals(version))
                .filter(recent()::contains)
                .findFirst()
                .ifPresent(promotion -> world.violated(
                        Invariant.REFERRED,
                        "version " + version + " of promotion " + promotion.number() + " was removed"));
        if (champion().equals(Optional.of(version)) && told.contains((long) promotions.size())) {
            world.violated(
                    Invariant.REFERRED, "version " + version + " was removed, whose promotion was told to be in force");
        }
        if (mark.origins().contains(version) && runs.origins().contains(version)) {
            world.violated(Invariant.REFERRED, "version " + version + " was removed, and a run begins with it");
        }
    }

    /** A server loads a version. */
    void loaded(Checkpoint checkpoint) {
        String version = checkpoint.manifest().version();
        if (!digest(checkpoint).equals(published.get(version))) {
            world.violated(Invariant.NO_HALF, "version " + version + " was loaded, but is not what was published");
        }
    }

    /** A server refuses a version. */
    void refused(String version, String why) {
        if (!marks.containsKey(version) && published.containsKey(version)) {
            world.violated(Invariant.NO_HALF, "version " + version + " was refused: " + why);
        }
    }

    /** What is known of runs. */
    RunTruth runs() {
        return runs;
    }

    private void toldPromoted(String version) {
        promotions.reversed().stream()
                .filter(it -> it.version().equals(version))
                .findFirst()
                .ifPresent(it -> told(it.number()));
    }

    /** A promotion was told to be in force. */
    void told(long number) {
        told.add(number);
    }

    /** The version in force; empty before the first. */
    Optional<String> champion() {
        return promotions.isEmpty()
                ? Optional.empty()
                : Optional.of(promotions.getLast().version());
    }

    /** The published versions that are there, oldest first. */
    List<String> versions() {
        return checkpoints.versions(Simulation.MODEL);
    }

    /** Checks what must hold once faults have stopped for a while. */
    void settled(List<Server> servers, List<Machine> machines) {
        champion().ifPresent(champion -> {
            if (!versions().contains(champion)) {
                world.violated(Invariant.CHAMPION, "version " + champion + " is the champion, and gone");
            }
            // A server that found the champion bad serves on what it has where there is nothing to return to.
            boolean returns = promotions.stream()
                    .map(Promotion::version)
                    .anyMatch(version -> !version.equals(champion) && versions().contains(version));
            servers.stream()
                    .filter(server -> returns || !server.tries())
                    .filter(server -> !server.live().equals(Optional.of(champion)))
                    .findFirst()
                    .ifPresent(server -> world.violated(
                            Invariant.SAME_VERSION,
                            server.name() + " serves " + server.live() + ", the champion is " + champion));
        });
        runs.settled(machines);
    }

    static <T> T decode(byte[] content, Class<T> type) {
        try {
            return Json.decode(content, type);
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }
}
