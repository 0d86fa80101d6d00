package io.resforge.support;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Ends a start in one sentence and with exit code 1: what a setting names cannot be used. */
public final class StartRefusal {

    private static final String BEGIN = "error: ";

    private StartRefusal() {}

    /** Whether one is what failed. */
    static boolean isCauseOf(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .anyMatch(cause -> cause instanceof ConfigurationException
                        && String.valueOf(cause.getMessage()).startsWith(BEGIN));
    }

    /** As an exception without a cause: with one Quarkus would show both, and their traces. */
    public static ConfigurationException of(String sentence) {
        return new ConfigurationException(BEGIN + sentence.strip().replaceAll("\\R\\s*", " "));
    }

    /**
     * Checks settings.
     *
     * @param check throws {@link IllegalArgumentException} if they cannot be used
     */
    public static void unless(String setting, Runnable check) {
        unless(setting, () -> {
            check.run();
            return setting;
        });
    }

    /**
     * Reads what a setting names.
     *
     * @param reading throws {@link IllegalArgumentException} if it cannot be used
     */
    public static <T> T unless(String setting, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw of(setting + ": " + e.getMessage());
        }
    }
}
