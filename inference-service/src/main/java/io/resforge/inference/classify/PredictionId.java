package io.resforge.inference.classify;

import io.resforge.registry.value.ObjectNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one prediction, such as {@code cifar10.17.6.hz2k1.1k3v9x0q2m7a.2f8kq0z7x1b3c}. It says itself what was predicted, so that any server
 * that knows the version can take feedback for it, also one that has restarted since. {@link PredictionIds} makes and checks them.
 *
 * @param model that predicted
 * @param version that predicted
 * @param classIndex the likeliest class, from 0
 * @param minute when, in minutes since 1970
 * @param unique tells it from all others
 * @param code what only a server with the key can make of the rest
 */
public record PredictionId(String model, String version, int classIndex, long minute, long unique, long code) {

    /** Bits that tell the images of a call apart; those before them tell calls apart. */
    private static final int IMAGE_BITS = 20;

    private static final int RADIX = 36;
    private static final Pattern FORM = Pattern.compile(
            "([a-z0-9-]{1,63})\\.([0-9]{1,18})\\.([0-9]{1,4})\\.([0-9a-z]{1,8})\\.([0-9a-z]{1,13})\\.([0-9a-z]{1,13})");

    /** What is unique of an image, by its place in a call. */
    static long unique(long call, int image) {
        return call << IMAGE_BITS | image & (1 << IMAGE_BITS) - 1;
    }

    /** Reads an id in the one way that it is written; empty if it cannot be one. */
    static Optional<PredictionId> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !ObjectNames.isLabel(parts.group(1)) || !ObjectNames.isVersion(parts.group(2))) {
            return Optional.empty();
        }
        try {
            PredictionId id = new PredictionId(
                    parts.group(1),
                    parts.group(2),
                    Integer.parseInt(parts.group(3)),
                    Long.parseLong(parts.group(4), RADIX),
                    Long.parseUnsignedLong(parts.group(5), RADIX),
                    Long.parseUnsignedLong(parts.group(6), RADIX));
            return Optional.of(id).filter(read -> read.toString().equals(text));
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than 64 bits
        }
    }

    /** Tells the predictions of one call from those of others. */
    public long call() {
        return unique >>> IMAGE_BITS;
    }

    /** Without the code. */
    String bare() {
        return model
                + '.'
                + version
                + '.'
                + classIndex
                + '.'
                + Long.toString(minute, RADIX)
                + '.'
                + Long.toUnsignedString(unique, RADIX);
    }

    PredictionId with(long code) {
        return new PredictionId(model, version, classIndex, minute, unique, code);
    }

    @Override
    public String toString() {
        return bare() + '.' + Long.toUnsignedString(code, RADIX);
    }
}
