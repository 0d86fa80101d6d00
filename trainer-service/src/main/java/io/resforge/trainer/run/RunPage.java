package io.resforge.trainer.run;

import io.resforge.trainer.backend.RunView;
import java.util.List;
import java.util.Optional;

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
}
