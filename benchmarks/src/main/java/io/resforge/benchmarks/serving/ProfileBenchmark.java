package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.serving.load.ClosedLoop;
import io.resforge.benchmarks.serving.load.Measurement;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.Layers;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.Profiler;
import io.resforge.benchmarks.serving.server.RunningServer;
import io.resforge.benchmarks.serving.server.Servers;
import io.resforge.benchmarks.serving.server.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Where the microseconds and the bytes of a call go in our service. Writes flame graphs to the folder {@code -Dout}. Properties: {@code -Dcallers}, {@code
 * -Dseconds}, {@code -Dwarmup} seconds.
 */
public final class ProfileBenchmark {

    private static final Duration TURN = Duration.ofSeconds(Integer.getInteger("seconds", 8));
    private static final Path OUT = Path.of(System.getProperty("out", "target"));

    private ProfileBenchmark() {}

    public static void main(String[] args) {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        int callers = Integer.getInteger("callers", 1);
        try (BenchmarkStore store = BenchmarkStore.of(architecture, 1);
                OurService ours = Servers.ours(store.home(), List.of())) {
            ours.server().ask(callers, Duration.ofSeconds(Integer.getInteger("warmup", 20)));
            profile(ours.server(), callers, "ctimer", "200us");
            profile(ours.server(), callers, "alloc", "8k");
        }
    }

    private static void profile(RunningServer server, int callers, String event, String interval) {
        Profiler profiler = Profiler.of(server.process().pid());
        Path flameGraph = OUT.resolve(event + "-" + callers + ".html");
        Measurement[] measured = new Measurement[1];
        double[] micros = new double[1];
        try (ClosedLoop load = ClosedLoop.start(server.connections(), server.requests(), callers)) {
            List<String> stacks = profiler.during(
                    () -> {
                        Usage before = server.process().usage();
                        measured[0] = load.measure(TURN);
                        Usage after = server.process().usage();
                        micros[0] = (after.processorSeconds() - before.processorSeconds()) * 1e6 / measured[0].ended();
                    },
                    event,
                    interval,
                    flameGraph);
            print(stacks, event, callers, measured[0], micros[0]);
        }
    }

    private static void print(List<String> stacks, String event, int callers, Measurement measured, double micros) {
        double calls = measured.ended();
        double total = stacks.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        boolean time = event.equals("ctimer");
        double each = time ? micros : total / calls;
        System.out.printf(
                Locale.ROOT,
                "%d callers: %.0f calls/s, p50 %.2f ms; a call takes %.0f %s%n",
                callers,
                measured.goodput(),
                measured.percentile(50),
                each,
                time ? "us of a processor" : "bytes");
        Layers.shares(stacks)
                .forEach((layer, share) -> System.out.printf(Locale.ROOT, "%8.1f  %s%n", share * each, layer));
        System.out.println();
    }
}
