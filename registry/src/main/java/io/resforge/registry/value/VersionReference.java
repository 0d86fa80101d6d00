package io.resforge.registry.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a model, as one names it where another model may be meant: {@code 17} or {@code cifar10@17}.
 *
 * @param model that it is a version of
 * @param version within that model
 */
public record VersionReference(String model, String version) {

    private static final Pattern FORM = Pattern.compile("(?:([^@]*)@)?([^@]*)");

    public VersionReference {
        ObjectNames.model(model);
        ObjectNames.version(version);
    }

    /**
     * Reads a reference.
     *
     * @param model the one that a version without a model's name is of
     * @throws IllegalArgumentException if it is none
     */
    public static VersionReference parse(String text, String model) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a version must be given as 17, or as cifar10@17 with the name of its model, was '" + text + "'");
        }
        return new VersionReference(parts.group(1) == null ? model : parts.group(1), parts.group(2));
    }

    /** As one names it within a model: without the model's name if it is the same. */
    public String within(String model) {
        return this.model.equals(model) ? version : toString();
    }

    @Override
    public String toString() {
        return model + "@" + version;
    }
}
