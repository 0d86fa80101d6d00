package io.resforge.trainer.app;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a duration above zero: what is done again after no time at all is done without end. */
public final class PositiveDurationConverter implements Converter<Duration> {

    @Override
    public Duration convert(String value) {
        try {
            Duration duration = DurationConverter.parseDuration(value);
            if (duration != null && duration.isPositive()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // Refused like any other that is none.
        }
        throw new IllegalArgumentException("must be a duration above 0, such as 500ms, 2s or 5m, was '" + value + "'");
    }
}
