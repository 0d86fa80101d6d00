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
public record Standing(RunState state, String message, Optional<Instant> endedAt) {

    static Standing live(RunState state, String message) {
        return new Standing(state, message, Optional.empty());
    }
}
