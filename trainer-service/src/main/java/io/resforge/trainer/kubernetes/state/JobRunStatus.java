package io.resforge.trainer.kubernetes.state;

import io.resforge.trainer.run.RunState;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a run stands.
 *
 * @param state in a word
 * @param message why, in words
 * @param endedAt when it ended; empty before
 */
public record JobRunStatus(RunState state, String message, Optional<Instant> endedAt) {

    static JobRunStatus live(RunState state, String message) {
        return new JobRunStatus(state, message, Optional.empty());
    }
}
