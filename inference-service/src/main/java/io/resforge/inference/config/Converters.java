package io.resforge.inference.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.value.Names;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Read settings and check them, so that the server does not start with a wrong one. The framework adds the setting's name. */
public final class Converters {

    private Converters() {}

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

    /** A model's name. */
    public static final class ModelName implements Converter<String> {

        @Override
        public String convert(String value) {
            return Names.model(value.strip());
        }
    }

    /** Where a store can be. */
    public static final class StorePlace implements Converter<String> {

        @Override
        public String convert(String value) {
            StoreLocation.parse(value);
            return value;
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
