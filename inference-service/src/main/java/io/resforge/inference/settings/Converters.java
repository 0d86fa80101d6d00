package io.resforge.inference.settings;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.value.ObjectNames;
import org.eclipse.microprofile.config.spi.Converter;

/** Read and check settings, so that the server does not start with a wrong one. */
public final class Converters {

    private Converters() {}

    /** A whole number from 0 to 1000. */
    public static final class CountOrNone implements Converter<Integer> {

        @Override
        public Integer convert(String value) {
            if (!value.strip().matches("0*([0-9]{1,3}|1000)")) {
                throw new IllegalArgumentException("it must be a whole number from 0 to 1000");
            }
            return Integer.valueOf(value.strip());
        }
    }

    /** A processor or a GPU. */
    public static final class Device implements Converter<ComputeDevice> {

        @Override
        public ComputeDevice convert(String value) {
            return ComputeDevice.parse(value.strip());
        }
    }

    /** A model's name. */
    public static final class ModelName implements Converter<String> {

        @Override
        public String convert(String value) {
            return ObjectNames.model(value.strip());
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

    /** A share, from 0 to 1. */
    public static final class Share implements Converter<Double> {

        @Override
        public Double convert(String value) {
            return between(0, 1, value, "from 0 to 1, such as 0.05");
        }
    }

    /** A share above 0. */
    public static final class SomeShare implements Converter<Double> {

        @Override
        public Double convert(String value) {
            return between(Double.MIN_VALUE, 1, value, "above 0 and at most 1, such as 0.05");
        }
    }

    /** Percentage points, from 0 to 100. */
    public static final class PercentagePoints implements Converter<Double> {

        @Override
        public Double convert(String value) {
            return between(0, 100, value, "from 0 to 100, such as 0.2");
        }
    }

    /** How many times as much, at least 1. */
    public static final class Ratio implements Converter<Double> {

        @Override
        public Double convert(String value) {
            return between(1, Double.MAX_VALUE, value, "of at least 1, such as 1.5");
        }
    }

    private static double between(double least, double most, String value, String allowed) {
        double number;
        try {
            number = Double.parseDouble(value.strip());
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!(number >= least && number <= most)) {
            throw new IllegalArgumentException("it must be a number " + allowed);
        }
        return number;
    }
}
