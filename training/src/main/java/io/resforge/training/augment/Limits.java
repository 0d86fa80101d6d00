package io.resforge.training.augment;

/** Checks of parameters. */
final class Limits {

    private Limits() {}

    /** Throws unless a condition holds; {@code allowed} completes "padding must be …". */
    static void unless(boolean holds, String name, String allowed, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, was %s".formatted(name, allowed, actual));
        }
    }
}
