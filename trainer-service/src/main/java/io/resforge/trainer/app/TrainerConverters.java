package io.resforge.trainer.app;

import io.quarkus.runtime.configuration.DurationConverter;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.store.StoreLocation;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Readers of settings' values; each refuses what is not allowed with what is. */
public final class TrainerConverters {

    private TrainerConverters() {}

    private static int number(String value, int least) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused like any other text that is no such number.
        }
        throw new IllegalArgumentException("must be a whole number from " + least + ", was '" + value + "'");
    }

    /** Reads a whole number from 0. */
    public static final class Count implements Converter<Integer> {

        @Override
        public Integer convert(String value) {
            return number(value, 0);
        }
    }

    /** Reads a whole number from 1. */
    public static final class PositiveCount implements Converter<Integer> {

        @Override
        public Integer convert(String value) {
            return number(value, 1);
        }
    }

    /** Reads a duration above zero: what is repeated after no time at all is repeated without end. */
    public static final class PositiveDuration implements Converter<Duration> {

        @Override
        public Duration convert(String value) {
            try {
                Duration duration = DurationConverter.parseDuration(value);
                if (duration != null && duration.isPositive()) {
                    return duration;
                }
            } catch (IllegalArgumentException e) {
                // Refused like any other text that is no such duration.
            }
            throw new IllegalArgumentException(
                    "must be a duration above 0, such as 500ms, 2s or 5m, was '" + value + "'");
        }
    }

    /** Reads the name of a device. */
    public static final class Device implements Converter<String> {

        @Override
        public String convert(String value) {
            return ComputeDevice.parse(value.strip()).label();
        }
    }

    /** Reads where the store is; there need be none yet, but it must be a place where one can be. */
    public static final class Location implements Converter<String> {

        @Override
        public String convert(String value) {
            // Only parsed: opening it may load a client that this process does not need yet.
            StoreLocation.parse(value);
            return value;
        }
    }
}
