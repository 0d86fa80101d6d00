package io.resforge.inference.rollout;

import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.rollout.Planner.Plan.VersionCandidate;
import io.resforge.neuralnet.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions that failed a check. One is not tried again until it is promoted again, its manifest changes, or an operator
 * asks; where memory was lacking, also when some becomes free; and where the same files may pass later ({@link
 * RefusalReason#mayPass}), after a pause that doubles with each try.
 */
final class RejectedVersions {

    /** More than are ever meant at once. */
    private static final int MOST = 200;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;

    private final String model;
    private final Loader loader;
    private final Clock clock;

    /** The latest last. */
    private final Map<VersionCandidate, Circumstances> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VersionCandidate, Circumstances> eldest) {
            return size() > MOST;
        }
    };

    /** What a refusal depended on: the manifest's SHA-256, and how often in a row the version was refused. */
    private record Circumstances(
            Optional<String> manifest, RefusalReason reason, long freed, int tries, Instant at, boolean again) {

        /** Whether memory was lacking and some became free since, or the pause is over. */
        private boolean mayHavePassed(long freedNow, Instant now) {
            boolean freedSince = reason == RefusalReason.MEMORY && freedNow != freed;
            return !again && (freedSince || reason.mayPass() && !now.isBefore(at.plus(pause())));
        }

        private Duration pause() {
            Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
            return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }

        private Circumstances tryAgain() {
            return new Circumstances(manifest, reason, freed, tries, at, true);
        }
    }

    private int turn;

    RejectedVersions(String model, Loader loader, Clock clock) {
        this.model = model;
        this.loader = loader;
        this.clock = clock;
    }

    boolean contains(VersionCandidate candidate) {
        Circumstances known = refused.get(candidate);
        return known != null && !known.again();
    }

    void add(VersionCandidate candidate, RefusalReason reason) {
        int before = refused.containsKey(candidate) ? refused.get(candidate).tries() : 0;
        refused.put(
                candidate,
                new Circumstances(
                        manifest(candidate), reason, loader.timesFreed(), before + 1, clock.instant(), false));
    }

    /**
     * Forgets the refusals of candidates that may pass now; tells whether there were any. The store is asked for the
     * manifest of one of them, of another each time.
     */
    boolean forgetChanged(Stream<VersionCandidate> candidates) {
        List<VersionCandidate> waiting = candidates.filter(this::contains).toList();
        Instant now = clock.instant();
        long freed = loader.timesFreed();
        List<VersionCandidate> due = waiting.stream()
                .filter(candidate -> refused.get(candidate).mayHavePassed(freed, now))
                .toList();
        due.forEach(candidate -> refused.computeIfPresent(candidate, (same, known) -> known.tryAgain()));
        if (!due.isEmpty() || waiting.isEmpty()) {
            return !due.isEmpty();
        }
        VersionCandidate next = waiting.get(Math.floorMod(turn++, waiting.size()));
        return !manifest(next).equals(refused.get(next).manifest()) && refused.remove(next) != null;
    }

    /** Forgets all; tells whether there were any. */
    boolean forgetAll() {
        boolean any = !refused.isEmpty();
        refused.clear();
        return any;
    }

    private Optional<String> manifest(VersionCandidate candidate) {
        return loader.publishedManifest(model, candidate.version())
                .map(text -> Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
