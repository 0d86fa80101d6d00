package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.ClassifyRequests;
import io.resforge.benchmarks.serving.server.Start;
import io.resforge.v1.ClassifyRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Starts of our service with the model in its disk cache, with and without what Java kept of the rehearsed start, in turns: from the making of its
 * process to the first right answer. Property: {@code -Drounds}, starts of each. An argument is the architecture.
 */
public final class StartBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 10);

    private StartBenchmark() {}

    public static void main(String[] args) {
        String architecture = args.length > 0 ? args[0] : "resnet20-v1";
        List<Start> with = new ArrayList<>();
        List<Start> without = new ArrayList<>();
        try (BenchmarkStore store = BenchmarkStore.of(architecture, 1)) {
            BenchmarkStore.Known known = store.known();
            ClassifyRequest question = ClassifyRequests.classify(known.pixels());
            // The first starts fill the cache, measure the engines and warm this client up.
            for (int round = -1; round < ROUNDS; round++) {
                Start first = Start.measure(store.home(), question, known.label(), true);
                Start second = Start.measure(store.home(), question, known.label(), false);
                if (round >= 0) {
                    with.add(first);
                    without.add(second);
                }
            }
        }
        System.out.printf(Locale.ROOT, "%-22s %21s %21s %21s%n", "seconds", "first answer", "live", "processor time");
        print("with the AOT cache", with);
        print("without", without);
        System.out.println("at most 1.5 s to the first answer asked for");
    }

    private static void print(String name, List<Start> starts) {
        System.out.printf(
                Locale.ROOT,
                "%-22s %21s %21s %21s%n",
                name,
                middleAndBest(starts, Start::answered),
                middleAndBest(starts, Start::live),
                middleAndBest(starts, Start::processorSeconds));
        Start quickest =
                starts.stream().min(Comparator.comparingDouble(Start::answered)).orElseThrow();
        System.out.println("  the quickest, by its own clock: " + quickest.report());
    }

    private static String middleAndBest(List<Start> starts, ToDoubleFunction<Start> figure) {
        double[] all = starts.stream().mapToDouble(figure).sorted().toArray();
        return String.format(Locale.ROOT, "%.2f, best %.2f", Median.of(all), all[0]);
    }
}
