package io.resforge.cli.sweep;

import io.grpc.Status;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.training.recipe.sweep.Member;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.Optional;

/**
 * Finds the run of a member again by its id, so that a sweep that was broken off goes on with what is missing. Nothing else is kept of
 * a sweep.
 *
 * @param runs of the server
 * @param names of the members' runs
 * @param retry whether members that failed before are tried again
 */
record MemberRuns(Runs runs, RunNames names, boolean retry) {

    /**
     * The attempt that counts: the newest that was made, or one to be made if there is none, if that one was cancelled, or if it
     * failed and is to be tried again. Empty if that would be too many.
     *
     * @throws ResForgeException if the server cannot be asked
     */
    Optional<MemberRun> of(Member member) {
        Optional<MemberRun> before = Optional.empty();
        for (int number = 1; number <= RunNames.MOST_ATTEMPTS; number++) {
            String id = names.of(member, number);
            MemberRun attempt = new MemberRun(id, find(id));
            if (attempt.isNew()) {
                return Optional.of(before.filter(this::counts).orElse(attempt));
            }
            if (!attempt.was(RunState.RUN_STATE_CANCELLED) && !attempt.was(RunState.RUN_STATE_FAILED)) {
                return Optional.of(attempt);
            }
            before = Optional.of(attempt);
        }
        return before.filter(this::counts);
    }

    private boolean counts(MemberRun newest) {
        return newest.was(RunState.RUN_STATE_FAILED) && !retry;
    }

    private Optional<Run> find(String id) {
        try {
            return Optional.of(runs.get(id));
        } catch (ResForgeException e) {
            if (e.status() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * One of the runs that may become of a member: another one follows after it was cancelled, or failed and is to be tried again.
     *
     * @param id of its run
     * @param run as it was found; empty if there is none yet
     */
    record MemberRun(String id, Optional<Run> run) {

        boolean isNew() {
            return run.isEmpty();
        }

        boolean was(RunState state) {
            return run.filter(it -> it.getState() == state).isPresent();
        }
    }
}
