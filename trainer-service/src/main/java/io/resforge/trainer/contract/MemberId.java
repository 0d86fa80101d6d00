package io.resforge.trainer.contract;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The id of a run that is, or would be, a member of a sweep.
 *
 * @param sweep the id of the sweep
 * @param index the member's place, from 0
 */
public record MemberId(String sweep, int index) {

    private static final Pattern MEMBER = Pattern.compile("(.+)-(0|[1-9][0-9]{0,8})");

    /** Reads an id; empty if it can be no member's. */
    public static Optional<MemberId> parse(String runId) {
        Matcher id = MEMBER.matcher(runId);
        return id.matches() ? Optional.of(new MemberId(id.group(1), Integer.parseInt(id.group(2)))) : Optional.empty();
    }

    /** The ids of all members of a sweep, by their places. */
    public static List<String> all(String sweep, int members) {
        return IntStream.range(0, members)
                .mapToObj(index -> new MemberId(sweep, index).toString())
                .toList();
    }

    /** The id. */
    @Override
    public String toString() {
        return sweep + "-" + index;
    }
}
