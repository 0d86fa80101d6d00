package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.serving.server.OurService;
import io.resforge.benchmarks.serving.server.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What a service holds while it is idle.
 *
 * @param megabytes resident memory
 * @param threads of Java
 * @param systemThreads all of them, with those of the JVM itself and of native libraries
 * @param leases models that calls have borrowed
 */
record LeftOver(double megabytes, int threads, int systemThreads, double leases) {

    private static final String LEASES = "resforge_leases_open";
    private static final String THREADS = "jvm_threads_live_threads";
    // The JVM ends compiler threads that have nothing to do and starts them again.
    private static final int COMPILERS = 4;
    // A model left over by each reload would be at least 1.1 MB; the compiler and the allocator keep up to 40 MB more
    // as calls go on.
    private static final double GROWTH_MEGABYTES = 60;
    private static final int LOOKS = 50;
    private static final long LOOK_NANOS = 20_000_000;

    /** Waits a moment for what is on its way out. */
    static LeftOver of(OurService service) {
        double leases = service.hasMetric(LEASES) ? service.metric(LEASES) : Double.NaN;
        for (int look = 0; look < LOOKS && leases > 0; look++) {
            LockSupport.parkNanos(LOOK_NANOS);
            leases = service.metric(LEASES);
        }
        Usage usage = service.server().process().usage();
        return new LeftOver(usage.residentMegabytes(), (int) service.metric(THREADS), usage.threads(), leases);
    }

    /**
     * What is left over at the end; nothing if all is well.
     *
     * @param under as it was in between
     */
    List<String> complaints(LeftOver before, List<LeftOver> under) {
        List<String> complaints = new ArrayList<>();
        if (threads > before.threads || systemThreads > before.systemThreads + COMPILERS) {
            complaints.add("threads grew: " + before + " to " + this);
        }
        if (!Double.isFinite(leases)) {
            complaints.add("the service does not tell its open leases, metric " + LEASES);
        }
        if (leases > before.leases) {
            complaints.add("leases were never given back: " + before.leases + " to " + leases);
        }
        int quarter = under.size() / 4;
        double early = middle(under.subList(quarter, 2 * quarter));
        double late = middle(under.subList(under.size() - quarter, under.size()));
        if (late > early + GROWTH_MEGABYTES) {
            complaints.add(String.format(Locale.ROOT, "memory grew from %.0f to %.0f MB", early, late));
        }
        return complaints;
    }

    private static double middle(List<LeftOver> samples) {
        return Median.of(samples.stream().mapToDouble(LeftOver::megabytes).toArray());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.0f MB, %d threads (%d with the JVM's own), %.0f leases",
                megabytes,
                threads,
                systemThreads,
                leases);
    }
}
