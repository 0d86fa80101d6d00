package io.resforge.cli.sweep;

import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.Optional;

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
