package io.resforge.inference.engine;

import io.resforge.inference.engine.EngineCheck.EngineCandidate;
import io.resforge.inference.engine.EngineCheck.GoldenImages;
import io.resforge.inference.engine.EngineKind.Tolerance;
import io.resforge.inference.engine.EngineRankings.EngineRanking;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Measures engines against each other, in turns and on the calling thread alone.
 *
 * @param nanoTime a clock for the calling thread
 */
record EngineBenchmark(BatchSizes sizes, LongSupplier nanoTime) {

    private static final System.Logger LOG = System.getLogger("resforge");
    private static final int WARM_UPS = 2;
    private static final int FEWEST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 9;
    /** For large networks: no further round for a batch size after this time. */
    private static final long ENOUGH_NANOS = 300_000_000;
    /** What PyTorch must gain to be worth its memory and its start. */
    private static final double PYTORCH_HANDICAP = 1.25;

    /** An entrant on its way; the times are medians for a batch, one a size. */
    private record Runner(EngineKind kind, Engine engine, List<Long> nanos) {}

    /**
     * Ranks engines without checking logits; one that fails to run is left out. Throws the last failure if all fail.
     */
    EngineRanking run(List<EngineCandidate> entrants, GoldenImages golden) throws EngineCheckFailed {
        Map<EngineKind, Runner> runners = new EnumMap<>(EngineKind.class);
        try {
            enter(entrants, golden, runners);
            List<List<EngineKind>> bySize = new ArrayList<>();
            for (int size : sizes.all()) {
                measure(golden.batch(0, size), size, List.copyOf(runners.values()));
                bySize.add(ranked(runners.values().stream().toList()));
            }
            LOG.log(Level.INFO, () -> "images a second at " + sizes.all() + ": " + text(runners));
            return new EngineRanking(bySize);
        } finally {
            runners.values().forEach(runner -> runner.engine.close());
        }
    }

    private void enter(List<EngineCandidate> entrants, GoldenImages golden, Map<EngineKind, Runner> runners)
            throws EngineCheckFailed {
        EngineCheckFailed last = null;
        for (EngineCandidate entrant : entrants) {
            try {
                Engine engine = entrant.load();
                runners.put(entrant.kind(), new Runner(entrant.kind(), engine, new ArrayList<>()));
                // A first batch, so that what cannot compute drops out here.
                new EngineCheck(golden, Tolerance.ANY).run(engine, List.of(1));
            } catch (EngineCheckFailed e) {
                last = e;
                drop(runners.remove(entrant.kind()));
                LOG.log(Level.WARNING, "left out " + entrant.kind().label() + ": " + e.getMessage());
            }
        }
        if (runners.isEmpty()) {
            throw last == null
                    ? new EngineCheckFailed(EngineCheckFailed.Reason.FAILURE, "there is no engine for it")
                    : last;
        }
    }

    private static void drop(Runner runner) {
        if (runner != null) {
            runner.engine.close();
        }
    }

    private void measure(byte[] pixels, int size, List<Runner> runners) {
        long begin = nanoTime.getAsLong();
        long[][] nanos = new long[runners.size()][MOST_ROUNDS];
        int rounds = 0;
        for (int round = -WARM_UPS; round < MOST_ROUNDS; round++) {
            for (int i = 0; i < runners.size(); i++) {
                long start = nanoTime.getAsLong();
                runners.get(i).engine.logits(pixels, size);
                nanos[i][Math.max(round, 0)] = nanoTime.getAsLong() - start;
            }
            rounds = round + 1;
            if (rounds >= FEWEST_ROUNDS && nanoTime.getAsLong() - begin > ENOUGH_NANOS) {
                break;
            }
        }
        for (int i = 0; i < runners.size(); i++) {
            runners.get(i).nanos.add(median(Arrays.copyOf(nanos[i], rounds)));
        }
    }

    private static long median(long[] nanos) {
        Arrays.sort(nanos);
        return Math.max(1, nanos[nanos.length / 2]);
    }

    private static List<EngineKind> ranked(List<Runner> runners) {
        return runners.stream()
                .sorted(Comparator.comparingDouble(EngineBenchmark::cost))
                .map(Runner::kind)
                .toList();
    }

    private static double cost(Runner runner) {
        return runner.nanos.getLast() * (runner.kind.isOnnxRuntime() ? 1 : PYTORCH_HANDICAP);
    }

    private String text(Map<EngineKind, Runner> runners) {
        List<String> parts = new ArrayList<>();
        runners.forEach((kind, runner) -> {
            List<Long> rates = new ArrayList<>();
            for (int i = 0; i < runner.nanos.size(); i++) {
                rates.add(sizes.all().get(i) * 1_000_000_000L / runner.nanos.get(i));
            }
            parts.add(kind.label() + " " + rates);
        });
        return String.join(", ", parts);
    }
}
