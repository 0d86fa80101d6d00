package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.serving.load.ClosedLoop;
import io.resforge.benchmarks.serving.load.Measurement;
import io.resforge.benchmarks.serving.load.Request;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.ClassifyRequests;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Many ResNet-20s on demand in one service with 512 MB of heap and a budget of native memory: calls to models that are loaded, calls that load
 * theirs, and a mix. Properties: {@code -Dbudget}, native memory; {@code -Dseconds} of each phase. An argument is the number of models.
 */
public final class ManyModels {

    private static final String PREFIX = "m-";

    /** Models of the warm calls, and the callers of the warm and the mixed ones. */
    private static final int HOT = 8;

    private static final int CALLERS = 8;

    /** Of the mixed calls, one in so many is to any of the models. */
    private static final int ONE_IN = 20;

    private static final int MIXED = 10_000;

    private final OurService ours;
    private final int models;
    private final Duration phase = Duration.ofSeconds(Integer.getInteger("seconds", 20));

    private ManyModels(OurService ours, int models) {
        this.ours = ours;
        this.models = models;
    }

    public static void main(String[] args) {
        int models = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        String budget = System.getProperty("budget", "512M");
        try (BenchmarkStore store = BenchmarkStore.of("resnet20-v1", 1)) {
            long begin = System.nanoTime();
            store.copyTo(PREFIX, models);
            System.out.printf(Locale.ROOT, "%d models in %.1f s%n", models, (System.nanoTime() - begin) / 1e9);
            try (OurService ours = Servers.ours(
                    store.home(),
                    List.of(
                            "resforge.on-demand.models=" + PREFIX + "*",
                            "resforge.on-demand.most-loaded=" + models,
                            "resforge.memory-budget=" + budget))) {
                new ManyModels(ours, models).measure(budget);
            }
        }
    }

    private void measure(String budget) {
        awaitKnown();
        List<Request> all = IntStream.rangeClosed(1, models)
                .mapToObj(model -> ClassifyRequests.of(PREFIX + model))
                .toList();
        List<Request> hot = all.subList(0, Math.min(HOT, models));
        ask(hot, CALLERS, Duration.ofSeconds(Math.max(2, phase.toSeconds() / 4)));
        System.out.printf(
                Locale.ROOT,
                "%-28s %8s %8s %9s %9s %8s %8s %8s %8s%n",
                "budget " + budget,
                "calls",
                "failed",
                "p50 ms",
                "p99 ms",
                "loads",
                "left",
                "loaded",
                "MB");
        print("warm, " + hot.size() + " models, " + CALLERS + " callers", hot, CALLERS);
        print("all in turns, 1 caller", all, 1);
        print("all in turns, " + CALLERS + " callers", all, CALLERS);
        print("one in " + ONE_IN + " to any, others warm", mixed(all, hot), CALLERS);
    }

    private static List<Request> mixed(List<Request> all, List<Request> hot) {
        Random random = new Random(1);
        List<Request> mixed = new ArrayList<>();
        for (int call = 0; call < MIXED; call++) {
            List<Request> from = random.nextInt(ONE_IN) == 0 ? all : hot;
            mixed.add(from.get(random.nextInt(from.size())));
        }
        return mixed;
    }

    private void awaitKnown() {
        long begin = System.nanoTime();
        // The gauge is of all states together: none is loaded yet.
        while (ours.metric("resforge_on_demand_models") < models) {
            if (System.nanoTime() - begin > Duration.ofMinutes(2).toNanos()) {
                throw new IllegalStateException("the service does not know the models after 2 minutes");
            }
            ask(List.of(ClassifyRequests.of("")), 1, Duration.ofMillis(200));
        }
    }

    private void print(String name, List<Request> requests, int callers) {
        double loads = ours.metric("resforge_on_demand_loads_total");
        double left = ours.metric("resforge_on_demand_evictions_total");
        Measurement measured = ask(requests, callers, phase);
        double loadsAfter = ours.metric("resforge_on_demand_loads_total");
        double leftAfter = ours.metric("resforge_on_demand_evictions_total");
        System.out.printf(
                Locale.ROOT,
                "%-28s %8d %8d %9.2f %9.2f %8.0f %8.0f %8.0f %8.0f%n",
                name,
                measured.ended(),
                measured.failed(),
                measured.percentile(50),
                measured.percentile(99),
                loadsAfter - loads,
                leftAfter - left,
                ours.metric("resforge_on_demand_models") - models, // known and loaded together, and all are known
                ours.server().process().usage().residentMegabytes());
    }

    private Measurement ask(List<Request> requests, int callers, Duration duration) {
        try (ClosedLoop load = ClosedLoop.start(ours.server().connections(), requests, callers)) {
            return load.measure(duration);
        }
    }
}
