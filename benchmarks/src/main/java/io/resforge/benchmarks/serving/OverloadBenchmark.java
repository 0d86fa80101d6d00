package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.serving.load.ClosedLoop;
import io.resforge.benchmarks.serving.load.Measurement;
import io.resforge.benchmarks.serving.load.OpenLoop;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.RunningServer;
import io.resforge.benchmarks.serving.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Asks for three times what a server can do, each call with a deadline of 200 ms, and then how fast it is itself again. Properties: {@code -Dseconds} of
 * overload, {@code -Dwarmup} seconds, {@code -Dfactor}; {@code -Dpython} has the Python server take part too.
 */
public final class OverloadBenchmark {

    private static final int CALLERS = 64;
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final double FULL_SPEED = .9;
    private static final double FACTOR = Double.parseDouble(System.getProperty("factor", "3"));

    private OverloadBenchmark() {}

    public static void main(String[] args) {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        try (BenchmarkStore store = BenchmarkStore.of(architecture, 1)) {
            try (OurService ours = Servers.ours(store.home(), List.of())) {
                overload(ours.server(), Integer.getInteger("warmup", 20));
            }
            if (System.getProperty("python") != null) {
                try (RunningServer grpcio = Servers.grpcio(store.onnx())) {
                    overload(grpcio, 2);
                }
            }
        }
    }

    private static void overload(RunningServer server, int warmUpSeconds) {
        // What it does with calls that it refuses is compiled too.
        server.ask(CALLERS, Duration.ofSeconds(warmUpSeconds));
        flood(server, CALLERS * 200.0, warmUpSeconds / 4);
        double before = server.ask(CALLERS, SECOND.multipliedBy(4)).goodput();
        double idle = server.process().usage().residentMegabytes();
        List<Measurement> flood = flood(server, FACTOR * before, Integer.getInteger("seconds", 20));
        double flooded = server.process().usage().residentMegabytes();
        double recovery = recoverySeconds(server, before);
        double after = server.ask(CALLERS, SECOND.multipliedBy(4)).goodput();
        print(server, before, after, flood);
        System.out.printf(Locale.ROOT, "memory: %.0f MB before, %.0f MB at the end of the overload%n", idle, flooded);
        System.out.printf(Locale.ROOT, "full speed again %.1f s after its end%n%n", recovery);
    }

    /** Second by second. */
    private static List<Measurement> flood(RunningServer server, double perSecond, int seconds) {
        List<Measurement> laps = new ArrayList<>();
        try (OpenLoop load = OpenLoop.start(server.connections(), server.requests(), perSecond, DEADLINE)) {
            for (int second = 0; second < seconds; second++) {
                laps.add(load.measure(SECOND));
            }
        }
        return laps;
    }

    /** The end of the first tenth of a second in which it was as fast as before; NaN if that does not come. */
    private static double recoverySeconds(RunningServer server, double capacity) {
        try (ClosedLoop load = ClosedLoop.start(server.connections(), server.requests(), CALLERS)) {
            for (int look = 1; look <= 50; look++) {
                if (load.measure(LOOK).goodput() >= FULL_SPEED * capacity) {
                    return look * LOOK.toMillis() / 1000.0;
                }
            }
        }
        return Double.NaN;
    }

    private static void print(RunningServer server, double before, double after, List<Measurement> laps) {
        Measurement all = laps.stream().reduce(Measurement::plus).orElseThrow();
        double capacity = (before + after) / 2;
        double worst = laps.stream().mapToDouble(Measurement::goodput).min().orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%s: %d callers get %.0f answers/s before, %.0f after%n",
                server.name(),
                CALLERS,
                before,
                after);
        System.out.printf(
                Locale.ROOT,
                "asked for %.0f a second with %d ms each; sent %.0f a second, 99%% of them within %.1f ms of their moment%n",
                FACTOR * before,
                DEADLINE.toMillis(),
                all.sent() / all.seconds(),
                all.lateness().getValueAtPercentile(99) / 1e6);
        System.out.printf(
                Locale.ROOT,
                "answered in time: %.0f a second (worst second %.0f), %.2f of the capacity, at least .80 asked for%n",
                all.goodput(),
                worst,
                all.goodput() / capacity);
        System.out.printf(
                Locale.ROOT,
                "answers after: p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                all.percentile(50),
                all.percentile(99),
                all.percentile(100));
        System.out.println("statuses: " + all.statuses());
        System.out.printf(
                Locale.ROOT, "the generator took %.2f of a processor%n", all.processorSeconds() / all.seconds());
    }
}
