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
record ServingSample(
        double rate,
        double p50,
        double p99,
        double serverMicros,
        double clientMicros,
        double megabytes,
        double failed) {

    static ServingSample of(RunningServer server, int callers, Duration duration) {
        Usage before = server.process().usage();
        Measurement measured = server.ask(callers, duration);
        Usage after = server.process().usage();
        double calls = Math.max(1, measured.ended());
        return new ServingSample(
                measured.goodput(),
                measured.percentile(50),
                measured.percentile(99),
                (after.processorSeconds() - before.processorSeconds()) * 1e6 / calls,
                measured.processorSeconds() * 1e6 / calls,
                after.residentMegabytes(),
                measured.failed());
    }

    /** The middle of each figure. */
    static ServingSample median(List<ServingSample> samples) {
        return new ServingSample(
                middle(samples, ServingSample::rate),
                middle(samples, ServingSample::p50),
                middle(samples, ServingSample::p99),
                middle(samples, ServingSample::serverMicros),
                middle(samples, ServingSample::clientMicros),
                middle(samples, ServingSample::megabytes),
                samples.stream().mapToDouble(ServingSample::failed).sum());
    }

    private static double middle(List<ServingSample> samples, ToDoubleFunction<ServingSample> figure) {
        return Median.of(samples.stream().mapToDouble(figure).toArray());
    }
}
