package io.resforge.inference.rollout;

import io.resforge.inference.rollout.Target.Newest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of a model are loaded by themselves.
 *
 * @param live answers the calls that ask for no version in particular
 * @param count how many of the newest are loaded, the live one among them; 1 unless the newest are followed
 */
public record VersionPolicy(Target live, int count) {

    private static final int MOST = 10;
    private static final Pattern NEWEST = Pattern.compile("newest:([0-9]{1,3})");

    public VersionPolicy {
        if (count < 1 || count > MOST || (count > 1 && !(live instanceof Newest))) {
            throw new IllegalArgumentException(
                    "from 1 to " + MOST + " of the newest versions are served, was " + count);
        }
    }

    /**
     * Reads a policy: {@code champion}, {@code newest}, {@code newest:3} for the three newest, or a version's number.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static VersionPolicy parse(String text) {
        Matcher newest = NEWEST.matcher(text.strip().toLowerCase(Locale.ROOT));
        return newest.matches()
                ? new VersionPolicy(new Newest(), Integer.parseInt(newest.group(1)))
                : new VersionPolicy(Target.parse(text), 1);
    }
}
