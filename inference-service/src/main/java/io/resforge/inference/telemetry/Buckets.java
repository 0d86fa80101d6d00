package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Gives histograms the buckets that fit what they measure, so that percentiles can be taken over many servers. */
final class Buckets implements MeterFilter {

    private static final String GRPC = "grpc.server.processing.duration";

    /** From a single image on an idle server to a call that waits in a full queue. */
    private static final double[] SHORT_SECONDS = {
        .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5
    };

    private static final double[] LONG_SECONDS = {.05, .1, .25, .5, 1, 2.5, 5, 10, 30};
    /** A share of chance for ten classes is .1; most answers of a good model lie close to 1. */
    private static final double[] PROBABILITIES = {.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, 1};

    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return switch (id.getName()) {
            case GRPC, MeterNames.STAGE, MeterNames.STORE, MeterNames.SHADOW_LATENCY, MeterNames.CANARY_LATENCY ->
                with(nanos(SHORT_SECONDS), config);
            case MeterNames.LOAD -> with(nanos(LONG_SECONDS), config);
            case MeterNames.BATCH_SIZE -> with(SIZES, config);
            case MeterNames.CONFIDENCE -> with(PROBABILITIES, config);
            default -> config; // the framework's own meters
        };
    }

    private static DistributionStatisticConfig with(double[] buckets, DistributionStatisticConfig config) {
        return DistributionStatisticConfig.builder()
                .serviceLevelObjectives(buckets)
                .build()
                .merge(config);
    }

    private static double[] nanos(double[] seconds) {
        double nanosPerSecond = Duration.ofSeconds(1).toNanos();
        return DoubleStream.of(seconds).map(s -> s * nanosPerSecond).toArray();
    }
}
