package io.resforge.benchmarks.serving;

import io.grpc.Status.Code;
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

/**
 * A long day in small: many calls, of which one of each hundred is wrong in each way, and many reloads; then nothing may be left over. Ends with status 1 if something
 * is. Properties: {@code -Dcalls}, {@code -Dreloads}, {@code -Dwarmup} calls.
 */
public final class Soak {

    // More would leave the two processors no idle moment, and a reload takes seconds then.
    private static final int CALLERS = 2;
    private static final int PLAN = 100;
    private static final int STEPS = 20;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final long calls = Long.getLong("calls", 100_000);
    private final int reloads = Integer.getInteger("reloads", 200);
    private final OurService ours;
    private final BenchmarkStore store;

    private Soak(OurService ours, BenchmarkStore store) {
        this.ours = ours;
        this.store = store;
    }

    public static void main(String[] args) {
        List<String> complaints;
        try (BenchmarkStore store = BenchmarkStore.of("resnet20-v1", 2);
                OurService ours = Servers.ours(store.home(), List.of("resforge.watch.interval=20ms"))) {
            complaints = new Soak(ours, store).run();
        }
        complaints.forEach(complaint -> System.out.println("FAILED: " + complaint));
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private List<String> run() {
        callsAndReloads(Long.getLong("warmup", 20_000), 5);
        LeftOver before = LeftOver.of(ours);
        System.out.println("before: " + before);
        List<LeftOver> under = new ArrayList<>();
        Measurement all = null;
        for (int step = 0; step < STEPS; step++) {
            Measurement part = callsAndReloads(calls / STEPS, reloads / STEPS);
            all = all == null ? part : all.plus(part);
            under.add(LeftOver.of(ours));
            System.out.printf(
                    Locale.ROOT,
                    "%d calls, %d reloads: %s%n",
                    all.ended(),
                    (step + 1) * (reloads / STEPS),
                    under.getLast());
        }
        LeftOver after = LeftOver.of(ours);
        System.out.printf(Locale.ROOT, "after:  %s%nstatuses: %s in %.0f s%n", after, all.statuses(), all.seconds());
        List<String> complaints = new ArrayList<>(after.complaints(before, under));
        complaints.addAll(complaints(all));
        return complaints;
    }

    /** At least so many of both, all of them ended. */
    private Measurement callsAndReloads(long atLeast, int times) {
        ClosedLoop load = ClosedLoop.start(ours.server().connections(), plan(), CALLERS);
        Measurement all;
        try (load) {
            new Reloads(ours, store, load).times(times);
            all = load.lap();
            while (all.ended() < atLeast) {
                load.pause(LOOK);
                all = all.plus(load.lap());
            }
        }
        all = all.plus(load.lap());
        return all;
    }

    /** Of a hundred calls one has too few pixels, one a damaged file, one asks for a model that is not there, and one is broken off. */
    private List<Request> plan() {
        List<Request> good = ours.server().requests();
        List<Request> plan = new ArrayList<>();
        for (int i = 0; i < PLAN - 4; i++) {
            plan.add(good.get(i % good.size()));
        }
        plan.add(PLAN / 5, ClassifyRequests.bad());
        plan.add(2 * PLAN / 5, good.getFirst().cancelledSoon());
        plan.add(3 * PLAN / 5, ClassifyRequests.damaged());
        plan.add(4 * PLAN / 5, ClassifyRequests.ofAnUnknownModel());
        return plan;
    }

    private static List<String> complaints(Measurement all) {
        long expected = all.ended() / PLAN;
        List<String> complaints = new ArrayList<>();
        // Each part of the soak begins the plan anew.
        if (Math.abs(all.count(Code.INVALID_ARGUMENT) - 2 * expected) > 2 * STEPS) {
            complaints.add("of about " + 2 * expected + " calls with wrong images " + all.count(Code.INVALID_ARGUMENT)
                    + " were refused");
        }
        if (Math.abs(all.count(Code.NOT_FOUND) - expected) > STEPS) {
            complaints.add("of about " + expected + " calls for a model that is not there " + all.count(Code.NOT_FOUND)
                    + " were refused");
        }
        if (all.count(Code.CANCELLED) > expected + STEPS) {
            complaints.add("the server broke off calls");
        }
        if (all.failed() > all.count(Code.INVALID_ARGUMENT) + all.count(Code.NOT_FOUND) + all.count(Code.CANCELLED)) {
            complaints.add("good calls failed: " + all.statuses());
        }
        return complaints;
    }
}
