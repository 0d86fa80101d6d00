package io.resforge.support;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Read and check numbers and times of settings, so that a service does not start with a wrong one. */
public final class SettingConverters {

    private SettingConverters() {}

    /** A whole number from 1. */
    public static final class Count implements Converter<Integer> {

        @Override
        public Integer convert(String value) {
            if (!value.strip().matches("0*[1-9][0-9]{0,8}")) {
                throw new IllegalArgumentException("it must be a whole number from 1 to 999999999");
            }
            return Integer.valueOf(value.strip());
        }
    }

    /** A time of at least 0, such as {@code 5ms}. */
    public static final class Wait implements Converter<Duration> {

        @Override
        public Duration convert(String value) {
            Duration duration = DurationConverter.parseDuration(value.strip());
            if (duration.isNegative()) {
                throw new IllegalArgumentException("it must not be negative");
            }
            return duration;
        }
    }
}
