package io.resforge.trainer.run;

import java.util.List;

/**
 * How the members of a sweep stand; those that are none of these wait.
 *
 * @param count how many there are
 * @param active at work
 * @param succeeded with a result
 * @param failed for good, by their place in the sweep from 0
 */
public record SweepMembers(int count, int active, int succeeded, List<Integer> failed) {

    public SweepMembers {
        failed = List.copyOf(failed);
    }
}
