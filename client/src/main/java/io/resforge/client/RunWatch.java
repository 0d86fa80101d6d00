package io.resforge.client;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import io.resforge.v1.TrainerServiceGrpc;
import io.resforge.v1.WatchRunRequest;
import io.resforge.v1.WatchRunResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Follows one run over as many streams as it takes. */
final class RunWatch {

    private static final Set<RunState> ENDED =
            EnumSet.of(RunState.RUN_STATE_SUCCEEDED, RunState.RUN_STATE_FAILED, RunState.RUN_STATE_CANCELLED);

    // What a stream ends with when its server goes down: cut off, or closed in an orderly way.
    private static final Set<Status.Code> SERVER_LEFT = EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);

    private final ServiceConnection server;
    private final TrainerServiceGrpc.TrainerServiceBlockingStub stub;
    private final WatchRunRequest request;
    private final Unavailability outage;

    RunWatch(ServiceConnection server, TrainerServiceGrpc.TrainerServiceBlockingStub stub, String runId) {
        this.server = server;
        this.stub = stub;
        this.request = WatchRunRequest.newBuilder().setRunId(runId).build();
        this.outage = new Unavailability(server.policy().watchTimeout());
    }

    Run follow(Consumer<Run> onChange) {
        while (true) {
            try {
                Optional<Run> end = followOnce(onChange);
                if (end.isPresent()) {
                    return end.get();
                }
                waitOr(Status.UNAVAILABLE
                        .withDescription("the server keeps ending the stream before the run ends")
                        .asRuntimeException());
            } catch (StatusRuntimeException failure) {
                if (!SERVER_LEFT.contains(failure.getStatus().getCode())) {
                    throw server.failure(failure);
                }
                waitOr(failure);
            }
        }
    }

    /** Follows one stream: the run as it ended, or nothing if the stream ended before it. */
    private Optional<Run> followOnce(Consumer<Run> onChange) {
        Context.CancellableContext call = Context.current().withCancellation();
        Context outer = call.attach();
        try {
            Iterator<WatchRunResponse> looks = stub.watchRun(request);
            while (looks.hasNext()) {
                Run run = looks.next().getRun();
                outage.over();
                onChange.accept(run);
                if (ENDED.contains(run.getState())) {
                    return Optional.of(run);
                }
            }
            return Optional.empty();
        } finally {
            call.detach(outer);
            call.cancel(null); // a caller that threw must not leave the stream open
        }
    }

    private void waitOr(StatusRuntimeException failure) {
        if (!outage.pause()) {
            throw server.failure(failure);
        }
        // Left alone, gRPC would look for a server that is away for long only every two minutes.
        server.connectSoon();
    }

    /** The time since a server was last heard of: pauses that grow to two seconds, until the timeout. Not thread-safe. */
    private static final class Unavailability {

        private static final long FIRST_MILLIS = 100;
        private static final long LONGEST_MILLIS = 2000;

        // Never counted down: awaiting it is a pause.
        private static final CountDownLatch NOTHING = new CountDownLatch(1);

        private final Duration timeout;
        private long began;
        private long pauseMillis;

        Unavailability(Duration timeout) {
            this.timeout = timeout;
            over();
        }

        /** The server was heard of. */
        void over() {
            began = System.nanoTime();
            pauseMillis = FIRST_MILLIS;
        }

        /** Waits a while; false after the timeout or the thread was interrupted. */
        boolean pause() {
            long left = timeout.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            if (left <= 0) {
                return false;
            }
            try {
                boolean cutShort = NOTHING.await(Math.min(left, pauseMillis), TimeUnit.MILLISECONDS);
                pauseMillis = Math.min(LONGEST_MILLIS, 2 * pauseMillis);
                return !cutShort;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
