package io.resforge.cli.sweep;

import io.resforge.training.recipe.sweep.Member;
import io.resforge.v1.Epoch;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A member of a sweep and how far it is.
 *
 * @param member what is trained
 * @param run as the server last told of it; empty before it was submitted
 * @param refusal why the server did not take it; empty if it did
 */
record Entry(Member member, Optional<Run> run, String refusal) {

    static Entry waiting(Member member) {
        return new Entry(member, Optional.empty(), "");
    }

    Entry with(Run changed) {
        return new Entry(member, Optional.of(changed), "");
    }

    Entry refused(String reason) {
        return new Entry(member, run, reason);
    }

    RunState state() {
        if (!refusal.isEmpty()) {
            return RunState.RUN_STATE_FAILED;
        }
        return run.map(Run::getState).orElse(RunState.RUN_STATE_UNSPECIFIED);
    }

    boolean succeeded() {
        return state() == RunState.RUN_STATE_SUCCEEDED;
    }

    /** Why it failed or was cancelled. */
    String reason() {
        return refusal.isEmpty() ? run.map(Run::getMessage).orElse("") : refusal;
    }

    /** The best accuracy on held-out images so far. */
    OptionalDouble heldOut() {
        return run.stream()
                .flatMap(it -> it.getEpochsList().stream())
                .mapToDouble(Epoch::getHeldOutAccuracy)
                .max();
    }

    /** Epochs that are finished. */
    int epochs() {
        return run.map(Run::getEpochsCount).orElse(0);
    }
}
