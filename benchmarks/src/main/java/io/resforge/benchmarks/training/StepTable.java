package io.resforge.benchmarks.training;

import io.resforge.benchmarks.measure.Peer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark prints for one network.
 *
 * @param flops floating-point operations of a step
 */
record StepTable(String net, int batch, double flops) {

    /** The rows of all contenders and, as the last result, the peak. */
    String of(List<StepRounds.Result> results) {
        StepRounds.Result peak = results.getLast();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s, batch %d: %.1f GFLOP a step, %,d parameters%n",
                net,
                batch,
                flops / 1e9,
                results.getFirst().peer().parameters()));
        text.append(String.format(
                Locale.ROOT,
                "peak %.0f GFLOP/s (%s); system load %.1f%n%n",
                peak.milliseconds(),
                peak.peer().version(),
                load()));
        text.append(String.format(
                Locale.ROOT,
                "| contender | ms/step | images/s | to ours in fp32 | of the peak | |%n|---|---|---|---|---|---|%n"));
        results.subList(0, results.size() - 1)
                .forEach(result -> text.append(row(result, peak.milliseconds())).append(System.lineSeparator()));
        return text.toString();
    }

    private String row(StepRounds.Result result, double peak) {
        Peer peer = result.peer();
        if (peer.isAbsent()) {
            return String.format(Locale.ROOT, "| %s | absent | | | | %s |", peer.name(), peer.absence());
        }
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %,.0f | %.2f | %.0f%% | %s |",
                peer.name(),
                result.milliseconds(),
                batch * 1000 / result.milliseconds(),
                result.ratio(),
                100 * flops / 1e6 / result.milliseconds() / peak,
                peer.version());
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
