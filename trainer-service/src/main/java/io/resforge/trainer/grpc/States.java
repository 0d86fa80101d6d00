package io.resforge.trainer.grpc;

import io.resforge.trainer.run.RunState;
import java.util.Arrays;
import java.util.Optional;

/** The states of runs as clients name them. */
final class States {

    private States() {}

    static io.resforge.v1.RunState write(RunState state) {
        return switch (state) {
            case QUEUED -> io.resforge.v1.RunState.RUN_STATE_QUEUED;
            case STARTING -> io.resforge.v1.RunState.RUN_STATE_STARTING;
            case RUNNING -> io.resforge.v1.RunState.RUN_STATE_RUNNING;
            case SUCCEEDED -> io.resforge.v1.RunState.RUN_STATE_SUCCEEDED;
            case FAILED -> io.resforge.v1.RunState.RUN_STATE_FAILED;
            case CANCELLED -> io.resforge.v1.RunState.RUN_STATE_CANCELLED;
            case SUSPENDED -> io.resforge.v1.RunState.RUN_STATE_SUSPENDED;
            case PULLING_IMAGE -> io.resforge.v1.RunState.RUN_STATE_PULLING_IMAGE;
            case PREEMPTED -> io.resforge.v1.RunState.RUN_STATE_PREEMPTED;
        };
    }

    /** Empty for one that no run has. */
    static Optional<RunState> read(io.resforge.v1.RunState state) {
        return Arrays.stream(RunState.values()).filter(it -> write(it) == state).findFirst();
    }
}
