package io.resforge.report.run;

import java.util.OptionalDouble;

/** The rules that several records share; a broken one is an {@link IllegalArgumentException}. */
final class Require {

    private Require() {}

    static void atLeast(String name, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) { // also rejects NaN
            throw new IllegalArgumentException(name + " must be a finite number of at least 0, was " + value);
        }
    }

    static void notNegative(String name, OptionalDouble value) {
        value.ifPresent(present -> notNegative(name, present));
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) { // also rejects NaN
            throw new IllegalArgumentException(name + " must be within [0, 1], was " + value);
        }
    }

    static void share(String name, OptionalDouble value) {
        value.ifPresent(present -> share(name, present));
    }

    static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
    }
}
