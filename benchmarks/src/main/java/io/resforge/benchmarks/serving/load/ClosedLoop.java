package io.resforge.benchmarks.serving.load;

import io.grpc.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Callers that each make the next call when the one before has ended. */
public final class ClosedLoop extends Load {

    private static final long PAUSE_AFTER_FAILURE_MICROS = 1000;

    private boolean stopped;

    private ClosedLoop(Connections connections, List<Request> requests) {
        super(connections, requests);
    }

    /**
     * Starts callers.
     *
     * @param requests that they send in turns
     */
    public static ClosedLoop start(Connections connections, List<Request> requests, int callers) {
        ClosedLoop load = new ClosedLoop(connections, requests);
        load.onLoop(() -> {
            for (int i = 0; i < callers; i++) {
                load.next();
            }
        });
        return load;
    }

    /** Whose call failed does not try again at once; gRPC may even tell of a failure before the call has been made. */
    private void ended(Status.Code status, long nanos) {
        if (status == Status.Code.OK) {
            next();
        } else {
            connections().loop().schedule(this::next, PAUSE_AFTER_FAILURE_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    private void next() {
        if (!stopped) {
            call(this::ended, System.nanoTime(), Long.MAX_VALUE);
        }
    }

    @Override
    void stop() {
        stopped = true;
    }
}
