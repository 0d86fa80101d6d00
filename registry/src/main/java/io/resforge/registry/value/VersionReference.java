package io.resforge.registry.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of a model, named where another model may be meant: {@code 17} or {@code cifar10@17}. */
public record VersionReference(String model, String version) {

    private static final Pattern FORM = Pattern.compile("(?:([^@]*)@)?([^@]*)");

    public VersionReference {
        ObjectNames.model(model);
        ObjectNames.version(version);
    }

    /** Reads a reference; {@code model} is the one that is meant if it names none. */
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
