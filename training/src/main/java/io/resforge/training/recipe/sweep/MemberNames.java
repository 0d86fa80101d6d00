package io.resforge.training.recipe.sweep;

import static java.util.stream.Collectors.joining;

import io.resforge.training.recipe.InvalidRecipe;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The names of sweeps and their members: with a dash between them, both fit into a run's id of 63 letters. */
final class MemberNames {

    /** Longest name of a sweep. */
    private static final int SWEEP = 24;

    /** Longest name of a member. */
    private static final int MEMBER = 38;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    private MemberNames() {}

    static String sweep(String field, String name) {
        return checked(field, name, SWEEP);
    }

    static String member(String field, String name) {
        return checked(field, name, MEMBER);
    }

    private static String checked(String field, String name, int longest) {
        if (name.length() > longest || !LABEL.matcher(name).matches()) {
            throw new InvalidRecipe(
                    field,
                    String.format(
                            Locale.ROOT,
                            "%s must be 1 to %d lower-case letters, digits and inner dashes, was '%s'",
                            field,
                            longest,
                            name));
        }
        return name;
    }

    /** The name of a recipe without that of its sweep: {@code v1-20} for {@code keras-study-v1-20} in {@code keras-study}. */
    static String within(String sweep, String recipe) {
        return recipe.startsWith(sweep + "-") ? recipe.substring(sweep.length() + 1) : recipe;
    }

    /**
     * The name of a member that differs from the others by these values, such as {@code lr-0-1-momentum-0-9}. It depends on nothing
     * else, so that a sweep to which values are added knows the runs that it has.
     */
    static String of(Map<String, Object> values) {
        String full = values.entrySet().stream()
                .map(it -> it.getKey().substring(it.getKey().lastIndexOf('.') + 1) + "-" + it.getValue())
                .map(MemberNames::label)
                .collect(joining("-"));
        // Lists and groups, and many keys, make long names; values that differ in signs only, the same.
        boolean plain =
                values.values().stream().noneMatch(it -> String.valueOf(it).matches(".*[^A-Za-z0-9._].*"));
        return plain && full.length() <= MEMBER ? full : shortened(full, values);
    }

    private static String shortened(String full, Map<String, Object> values) {
        String digest = String.format(Locale.ROOT, "-%08x", values.toString().hashCode());
        String begin = full.substring(0, Math.min(full.length(), MEMBER - digest.length()));
        return label(begin) + digest;
    }

    private static String label(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
