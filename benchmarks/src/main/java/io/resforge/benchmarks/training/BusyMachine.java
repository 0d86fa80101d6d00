package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.measure.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Times a training step beside busy processes, which the kernel is to share the processors with: with one thread and with one for each
 * processor, whose turns are long or short, and which wait for each other more or less eagerly. All in turns, each beside none, one and
 * two busy processes; prints images a second, and what is left of the speed that the first contender has alone.
 *
 * <p>Arguments: NET, resnet20-v1 without. Properties: {@code rounds} (3), {@code steps} (6), {@code batch} (128).
 */
public final class BusyMachine {

    private static final int MOST_BUSY = 2;
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int STEPS = Integer.getInteger("steps", 6);
    private static final int BATCH = Integer.getInteger("batch", 128);
    private static final String SPIN = "GOMP_SPINCOUNT";

    private BusyMachine() {}

    public static void main(String[] args) throws IOException {
        String net = args.length > 0 ? args[0] : "resnet20-v1";
        int all = Runtime.getRuntime().availableProcessors();
        List<Peer> peers = Stream.of(
                        ours(net, all, OurStep.LONG_TURNS, Map.of()),
                        ours(net, all, OurStep.SHORT_TURNS, Map.of()),
                        ours(net, all, OurStep.SHORT_TURNS, Map.of(SPIN, "300")),
                        ours(net, all, OurStep.SHORT_TURNS, Map.of(SPIN, "30000")),
                        ours(net, 1, OurStep.LONG_TURNS, Map.of()),
                        ours(net, 1, OurStep.SHORT_TURNS, Map.of()))
                .toList();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> peers.forEach(Peer::close)));
        peers.forEach(peer -> peer.step(STEPS)); // to be warm
        double[][] medians = measure(peers);
        System.out.print(table(net, peers, medians));
        peers.forEach(Peer::close);
    }

    /** Milliseconds of a step, by contender and number of busy processes: medians over the rounds. */
    private static double[][] measure(List<Peer> peers) throws IOException {
        double[][][] rounds = new double[peers.size()][MOST_BUSY + 1][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int busy = 0; busy <= MOST_BUSY; busy++) {
                List<Process> others = busy(busy);
                try {
                    for (int p = 0; p < peers.size(); p++) {
                        int turn = round % 2 == 0 ? p : peers.size() - 1 - p;
                        rounds[turn][busy][round] = Median.of(peers.get(turn).step(STEPS));
                    }
                } finally {
                    others.forEach(Process::destroyForcibly);
                }
            }
        }
        return Arrays.stream(rounds)
                .map(peer -> Arrays.stream(peer).mapToDouble(Median::of).toArray())
                .toArray(double[][]::new);
    }

    /** In sessions of their own, as the programs of a desktop are. */
    private static List<Process> busy(int count) throws IOException {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new ProcessBuilder("setsid", "sh", "-c", "while :; do :; done")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        return all;
    }

    private static Peer ours(String net, int threads, String turns, Map<String, String> environment) {
        String name = threads + " threads, " + turns + " turns"
                + (environment.isEmpty() ? "" : ", spin count " + environment.get(SPIN));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OurStep.class.getName(),
                net,
                "fp32",
                "" + threads,
                "" + BATCH,
                turns);
        return Peer.start(name, command, environment);
    }

    private static String table(String net, List<Peer> peers, double[][] medians) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s, batch %d, images/s (share of the first contender's alone); medians of %d rounds of %d steps%n%n"
                        + "| contender | alone | 1 busy | 2 busy |%n|---|---|---|---|%n",
                net,
                BATCH,
                ROUNDS,
                STEPS));
        for (int p = 0; p < peers.size(); p++) {
            if (peers.get(p).isAbsent()) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | absent: %s |%n",
                        peers.get(p).name(),
                        peers.get(p).absence()));
                continue;
            }
            text.append("| ").append(peers.get(p).name()).append(" |");
            for (double milliseconds : medians[p]) {
                text.append(String.format(
                        Locale.ROOT, " %,.0f (%.2f) |", BATCH * 1000 / milliseconds, medians[0][0] / milliseconds));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }
}
