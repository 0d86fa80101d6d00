package io.resforge.cli.sweep;

import io.resforge.cli.run.RunText;
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
record SweepEntry(Member member, Optional<Run> run, Optional<String> refusal) {

    static SweepEntry waiting(Member member) {
        return new SweepEntry(member, Optional.empty(), Optional.empty());
    }

    SweepEntry with(Run changed) {
        return new SweepEntry(member, Optional.of(changed), Optional.empty());
    }

    SweepEntry refused(String reason) {
        return new SweepEntry(member, run, Optional.of(reason));
    }

    String name() {
        return member.name();
    }

    /** Where it stands; one that was refused has failed. */
    RunState state() {
        return refusal.isPresent()
                ? RunState.RUN_STATE_FAILED
                : run.map(Run::getState).orElse(RunState.RUN_STATE_UNSPECIFIED);
    }

    boolean succeeded() {
        return state() == RunState.RUN_STATE_SUCCEEDED;
    }

    /** Whether it changes no more. */
    boolean isOver() {
        return RunText.isOver(state());
    }

    /** Why it failed or was cancelled. */
    String reason() {
        return refusal.or(() -> run.map(Run::getMessage).filter(message -> !message.isBlank()))
                .orElse("the server gives no reason");
    }

    /** The best accuracy on held-out images so far, from 0 to 1. */
    OptionalDouble heldOut() {
        return run.stream()
                .flatMap(it -> it.getEpochsList().stream())
                .mapToDouble(Epoch::getHeldOutAccuracy)
                .max();
    }
}
