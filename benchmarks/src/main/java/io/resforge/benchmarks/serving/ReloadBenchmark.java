package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.serving.load.ClosedLoop;
import io.resforge.benchmarks.serving.load.Measurement;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One promotion after the other while callers ask: what they notice of it. Phases with reloads and without take turns. Properties: {@code -Dcallers}, {@code -Dreloads},
 * {@code -Dphases} that they are spread over, {@code -Dseconds} of each phase without, {@code -Dwarmup} seconds.
 */
public final class ReloadBenchmark {

    private static final int CALLERS = Integer.getInteger("callers", 8);
    private static final int WARM_UP = 300;

    private final Duration calm = Duration.ofSeconds(Integer.getInteger("seconds", 3));
    private final int phases = Integer.getInteger("phases", 20);
    private final int each = Integer.getInteger("reloads", 1000) / phases;
    private final List<Measurement> without = new ArrayList<>();
    private final List<Measurement> during = new ArrayList<>();

    private ReloadBenchmark() {}

    public static void main(String[] args) {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        try (BenchmarkStore store = BenchmarkStore.of(architecture, 2);
                OurService ours = Servers.ours(store.home(), List.of("resforge.watch.interval=200ms"))) {
            warmUp(ours, store);
            new ReloadBenchmark().measure(ours, store);
        }
    }

    /** Both sides are to have compiled what a reload takes: under one caller, where a reload is quick. */
    private static void warmUp(OurService ours, BenchmarkStore store) {
        try (ClosedLoop load =
                ClosedLoop.start(ours.server().connections(), ours.server().requests(), 1)) {
            new Reloads(ours, store, load).times(WARM_UP);
        }
    }

    private void measure(OurService ours, BenchmarkStore store) {
        try (ClosedLoop load =
                ClosedLoop.start(ours.server().connections(), ours.server().requests(), CALLERS)) {
            Reloads reloads = new Reloads(ours, store, load);
            load.pause(Duration.ofSeconds(Integer.getInteger("warmup", 20)));
            System.out.printf(
                    Locale.ROOT,
                    "%7s %10s %12s %12s %10s %6s%n",
                    "reloads",
                    "s a reload",
                    "p99 without",
                    "p99 during",
                    "rate",
                    "MB");
            for (int phase = 1; phase <= phases; phase++) {
                without.add(load.measure(calm));
                load.lap();
                reloads.times(each);
                during.add(load.lap());
                print(phase, ours.server().process().usage().residentMegabytes());
            }
        }
        printAll();
    }

    private void print(int phase, double megabytes) {
        System.out.printf(
                Locale.ROOT,
                "%7d %10.3f %12.2f %12.2f %10.2f %6.0f%n",
                phase * each,
                during.getLast().seconds() / each,
                without.getLast().percentile(99),
                during.getLast().percentile(99),
                during.getLast().goodput() / without.getLast().goodput(),
                megabytes);
    }

    private void printAll() {
        Measurement calmly = without.stream().reduce(Measurement::plus).orElseThrow();
        Measurement reloading = during.stream().reduce(Measurement::plus).orElseThrow();
        double[] ratios = new double[phases];
        for (int phase = 0; phase < phases; phase++) {
            ratios[phase] =
                    during.get(phase).percentile(99) / without.get(phase).percentile(99);
        }
        System.out.printf(
                Locale.ROOT,
                "%d reloads under %d callers: %d of %d calls failed%n",
                each * phases,
                CALLERS,
                calmly.failed() + reloading.failed(),
                calmly.ended() + reloading.ended());
        for (double percent : new double[] {50, 99, 99.9}) {
            System.out.printf(
                    Locale.ROOT,
                    "p%s: %.2f ms without, %.2f ms during reloads%n",
                    Double.toString(percent).replace(".0", ""),
                    calmly.percentile(percent),
                    reloading.percentile(percent));
        }
        System.out.printf(
                Locale.ROOT,
                "p99 during reloads to without: %.2f of all calls, %.2f the median of the phases, at most 1.15 asked for%n",
                reloading.percentile(99) / calmly.percentile(99),
                Median.of(ratios));
    }
}
