package io.resforge.trainer.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Chooses the ids of runs whose client left that to the control plane. */
public final class RunIdGenerator {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
    // Without letters and digits that look alike, and without vowels, so that a suffix is read aloud without doubt and
    // spells nothing.
    private static final String ALPHABET = "23456789bcdfghjkmnpqrstvwxz";
    private static final int SUFFIX = 4;

    /** What is left of 63 letters beside the time and the suffix. */
    private static final int LONGEST_NAME = 44;

    private RunIdGenerator() {}

    /** An id such as {@code resnet20-v1-20261121-1134-k3f9}: what, when (UTC), and a suffix against two at once. */
    public static String next(String architecture, Instant now, RandomGenerator random) {
        StringBuilder id = new StringBuilder(label(architecture))
                .append('-')
                .append(TIME.format(now))
                .append('-');
        for (int i = 0; i < SUFFIX; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** Architectures with options have other letters too. */
    private static String label(String architecture) {
        String label = architecture.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return label.length() <= LONGEST_NAME
                ? label
                : label.substring(0, LONGEST_NAME).replaceAll("-$", "");
    }
}
