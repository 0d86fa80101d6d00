package io.resforge.trainer.app;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a whole number from 1. */
public final class PositiveCountConverter implements Converter<Integer> {

    @Override
    public Integer convert(String value) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused like any other that is none.
        }
        throw new IllegalArgumentException("must be a whole number from 1, was '" + value + "'");
    }
}
