package io.resforge.training.augment;

import java.util.Locale;

/** Checks of parameters. */
final class ParameterLimits {

    private ParameterLimits() {}

    /** Throws unless a condition holds; {@code allowed} completes "padding must be …". */
    static void unless(boolean holds, String name, String allowed, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s must be %s, was %s", name, allowed, actual));
        }
    }
}
