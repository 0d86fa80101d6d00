package io.resforge.trainer.app;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a whole number from 0. */
public final class CountConverter implements Converter<Integer> {

    @Override
    public Integer convert(String value) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused like any other that is none.
        }
        throw new IllegalArgumentException("must be a whole number from 0, was '" + value + "'");
    }
}
