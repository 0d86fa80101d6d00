package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.serving.server.RunningServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** What was measured, and how it compares with what was asked for. */
final class ServingTable {

    private final RunningServer ours;
    private final RunningServer grpcio;
    private final RunningServer echo;
    private final List<InProcess> bare;
    private final Map<String, List<ServingSample>> samples = new HashMap<>();
    private final Map<String, List<InProcess.Turn>> turns = new HashMap<>();

    ServingTable(RunningServer ours, RunningServer grpcio, RunningServer echo, List<InProcess> bare) {
        this.ours = ours;
        this.grpcio = grpcio;
        this.echo = echo;
        this.bare = bare;
    }

    /** Ours first. */
    List<RunningServer> servers() {
        return List.of(ours, grpcio, echo);
    }

    List<InProcess> bare() {
        return bare;
    }

    void add(RunningServer server, int callers, ServingSample sample) {
        samples.computeIfAbsent(key(server, callers), _ -> new ArrayList<>()).add(sample);
    }

    void add(InProcess contender, InProcess.Turn turn) {
        turns.computeIfAbsent(contender.peer().name(), _ -> new ArrayList<>()).add(turn);
    }

    void print(List<Integer> levels) {
        System.out.printf(
                Locale.ROOT,
                "%-14s %7s %8s %7s %8s %12s %12s %6s %7s%n",
                "server",
                "callers",
                "calls/s",
                "p50 ms",
                "p99 ms",
                "server us",
                "generator us",
                "MB",
                "failed");
        for (RunningServer server : servers()) {
            levels.forEach(callers -> print(server, callers));
        }
        System.out.println();
        for (InProcess contender : bare) {
            List<InProcess.Turn> all = turns.get(contender.peer().name());
            System.out.printf(
                    Locale.ROOT,
                    "%-42s %7.0f images/s %7.3f ms%n",
                    contender.peer().name(),
                    Median.of(all.stream().mapToDouble(InProcess.Turn::rate).toArray()),
                    Median.of(all.stream().mapToDouble(InProcess.Turn::p50).toArray()));
        }
        System.out.println();
        servers()
                .forEach(server -> System.out.printf(
                        Locale.ROOT, "%s: first answer after %.2f s%n", server.name(), server.startSeconds()));
        System.out.println();
        printTargets();
    }

    private void print(RunningServer server, int callers) {
        ServingSample middle = ServingSample.median(samples.get(key(server, callers)));
        System.out.printf(
                Locale.ROOT,
                "%-14s %7d %8.0f %7.2f %8.2f %12.0f %12.0f %6.0f %7.0f%n",
                server.name(),
                callers,
                middle.rate(),
                middle.p50(),
                middle.p99(),
                middle.serverMicros(),
                middle.clientMicros(),
                middle.megabytes(),
                middle.failed());
    }

    /** Medians of the ratios within a round. */
    private void printTargets() {
        double share = ratio(round -> sample(ours, 64, round).rate() / bestRate(round));
        double single = ratio(round -> sample(ours, 1, round).p50()
                / (bestLatency(round) + sample(echo, 1, round).p50()));
        double tail = ratio(
                round -> sample(ours, 8, round).p99() / sample(grpcio, 8, round).p99());
        double megabytes = samples.get(key(ours, 64)).stream()
                .mapToDouble(ServingSample::megabytes)
                .max()
                .orElse(Double.NaN);
        System.out.printf(Locale.ROOT, "64 callers: %.2f of the rate in process, at least .80 asked for%n", share);
        System.out.printf(Locale.ROOT, "1 caller: p50 is %.2f of in process + echo, at most 1.35 asked for%n", single);
        System.out.printf(Locale.ROOT, "8 callers: p99 is %.2f of the Python server's, at most .50 asked for%n", tail);
        System.out.printf(Locale.ROOT, "memory at 64 callers: %.0f MB, under 350 asked for%n", megabytes);
    }

    private double ratio(IntToDoubleFunction ofRound) {
        int rounds = samples.get(key(ours, 1)).size();
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ratios[round] = ofRound.applyAsDouble(round);
        }
        return Median.of(ratios);
    }

    private double bestRate(int round) {
        return turns.values().stream()
                .mapToDouble(all -> all.get(round).rate())
                .max()
                .orElse(Double.NaN);
    }

    /** Of one image. */
    private double bestLatency(int round) {
        return bare.stream()
                .filter(contender -> contender.batch() == 1)
                .mapToDouble(contender ->
                        turns.get(contender.peer().name()).get(round).p50())
                .min()
                .orElse(Double.NaN);
    }

    private ServingSample sample(RunningServer server, int callers, int round) {
        return samples.get(key(server, callers)).get(round);
    }

    private static String key(RunningServer server, int callers) {
        return server.name() + " " + callers;
    }
}
