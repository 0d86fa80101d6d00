package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.measure.Median;
import io.resforge.benchmarks.serving.load.Measurement;
import io.resforge.benchmarks.serving.server.RunningServer;
import io.resforge.benchmarks.serving.server.Usage;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one server did for a while.
 *
 * @param rate answers a second
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param serverMicros of a processor that the server computed for each call
 * @param clientMicros of a processor that the load generator computed for each call
 * @param megabytes resident memory of the server at the end
 * @param failed calls that were not answered
 */
record Sample(
        double rate,
        double p50,
        double p99,
        double serverMicros,
        double clientMicros,
        double megabytes,
        double failed) {

    static Sample of(RunningServer server, int callers, Duration duration) {
        Usage before = server.process().usage();
        Measurement measured = server.ask(callers, duration);
        Usage after = server.process().usage();
        double calls = Math.max(1, measured.ended());
        return new Sample(
                measured.goodput(),
                measured.percentile(50),
                measured.percentile(99),
                (after.processorSeconds() - before.processorSeconds()) * 1e6 / calls,
                measured.processorSeconds() * 1e6 / calls,
                after.residentMegabytes(),
                measured.failed());
    }

    /** The middle of each figure. */
    static Sample median(List<Sample> samples) {
        return new Sample(
                middle(samples, Sample::rate),
                middle(samples, Sample::p50),
                middle(samples, Sample::p99),
                middle(samples, Sample::serverMicros),
                middle(samples, Sample::clientMicros),
                middle(samples, Sample::megabytes),
                samples.stream().mapToDouble(Sample::failed).sum());
    }

    private static double middle(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Median.of(samples.stream().mapToDouble(figure).toArray());
    }
}
