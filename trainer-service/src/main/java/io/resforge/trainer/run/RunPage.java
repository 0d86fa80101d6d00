package io.resforge.trainer.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of a list of runs.
 *
 * @param runs the newest first
 * @param next where the next page begins after; empty if this is the last one
 */
public record RunPage(List<RunView> runs, Optional<Cursor> next) {

    public RunPage {
        runs = List.copyOf(runs);
    }

    /** The first of these runs, no more of which are looked at than are needed. */
    public static RunPage of(Stream<RunView> runs, int size) {
        List<RunView> all = runs.limit(size + 1L).toList();
        return all.size() <= size
                ? new RunPage(all, Optional.empty())
                : new RunPage(
                        all.subList(0, size), Optional.of(all.get(size - 1).cursor()));
    }
}
