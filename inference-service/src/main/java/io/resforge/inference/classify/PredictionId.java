package io.resforge.inference.classify;

import io.resforge.registry.value.Names;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one prediction, such as {@code cifar10.17.6.1k3v9x0q2m7a}. It says itself what was predicted, so that any server that knows the
 * version can take feedback for it, also one that has restarted since.
 *
 * @param model that predicted
 * @param version that predicted
 * @param classIndex the likeliest class, from 0
 * @param unique tells it from all others of this version and class
 */
public record PredictionId(String model, String version, int classIndex, long unique) {

    private static final int RADIX = 36;
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9-]{1,63})\\.([0-9]{1,18})\\.([0-9]{1,4})\\.([0-9a-z]{1,13})");

    /** Reads an id; empty if it cannot be one. */
    public static Optional<PredictionId> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !Names.isLabel(parts.group(1)) || !Names.isVersion(parts.group(2))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PredictionId(
                    parts.group(1),
                    parts.group(2),
                    Integer.parseInt(parts.group(3)),
                    Long.parseUnsignedLong(parts.group(4), RADIX)));
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than 64 bits
        }
    }

    @Override
    public String toString() {
        return model + '.' + version + '.' + classIndex + '.' + Long.toUnsignedString(unique, RADIX);
    }
}
