package io.resforge.client;

import io.grpc.Context;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.DeleteRunRequest;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.ResumeRunRequest;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.StreamLogsRequest;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SubmitSweepRequest;
import io.resforge.v1.SuspendRunRequest;
import io.resforge.v1.TrainerServiceGrpc;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Calls of the trainer service about runs. A call that fails throws a {@link ResForgeException}. */
public final class Runs {

    private static final int PAGE = 100;

    /** What a worker that does not stop takes beyond an ordinary call: 30 s of grace, and as long until it is killed and gone. */
    private static final Duration STOP = Duration.ofSeconds(60);

    private final ServiceConnection server;
    private final TrainerServiceGrpc.TrainerServiceBlockingStub stub;

    Runs(ServiceConnection server) {
        this.server = server;
        this.stub = TrainerServiceGrpc.newBlockingStub(server.channel());
    }

    /**
     * The same over the same connections, with another deadline for each call.
     *
     * @param deadline the longest that one call takes, its retries included; above zero
     * @throws IllegalArgumentException if it is not above zero
     */
    public Runs withDeadline(Duration deadline) {
        return new Runs(server.withDeadline(deadline));
    }

    /** Submits a run under a fresh id. The id makes it safe to try again: a server that has the run already answers with it. */
    public Run submit(RunSpec spec) {
        return submit(spec, freshId());
    }

    /** An id that no run has, such as {@code run-20260131-142501-k3f9}. */
    public static String freshId() {
        return RunIds.fresh();
    }

    /**
     * Submits a run under an id of one's own.
     *
     * @param runId lower-case letters, digits and dashes, at most 63
     * @throws ResForgeException if the call fails; ALREADY_EXISTS if another run has this id
     */
    public Run submit(RunSpec spec, String runId) {
        SubmitRunRequest request =
                SubmitRunRequest.newBuilder().setSpec(spec).setRunId(runId).build();
        return server.call(() -> stub.submitRun(request)).getRun();
    }

    /** Describes one run. */
    public Run get(String runId) {
        GetRunRequest request = GetRunRequest.newBuilder().setRunId(runId).build();
        return server.call(() -> stub.getRun(request)).getRun();
    }

    /**
     * Describes the newest runs, without their epochs.
     *
     * @param limit at most this many, at least 1
     * @throws IllegalArgumentException if the limit is below 1
     */
    public List<Run> list(int limit) {
        return list(limit, RunQuery.ALL);
    }

    /**
     * Describes the newest runs that a query asks for, without their epochs.
     *
     * @param limit at most this many, at least 1
     * @throws IllegalArgumentException if the limit is below 1
     * @throws ResForgeException if a call fails; INVALID_ARGUMENT if the query is none
     */
    public List<Run> list(int limit, RunQuery query) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit must be at least 1, was " + limit);
        }
        List<Run> runs = new ArrayList<>();
        String token = "";
        do {
            ListRunsRequest request = query.request()
                    .setPageSize(Math.min(PAGE, limit - runs.size()))
                    .setPageToken(token)
                    .build();
            ListRunsResponse page = server.call(() -> stub.listRuns(request));
            runs.addAll(page.getRunsList());
            token = page.getRunsCount() == 0 ? "" : page.getNextPageToken();
        } while (!token.isEmpty() && runs.size() < limit);
        return runs;
    }

    /**
     * Follows a run until it ends. While the server restarts it waits and asks again, for at most the client's timeout.
     *
     * @param onChange told of the run as it is at first and after each change, on the calling thread
     * @return the run as it ended
     * @throws ResForgeException if the server stays away or refuses
     */
    public Run watch(String runId, Consumer<Run> onChange) {
        return new RunWatch(server, stub, runId).follow(onChange);
    }

    /**
     * Ends a run early; nothing of it is published.
     *
     * @param reason why, for the record
     * @throws ResForgeException if the call fails; FAILED_PRECONDITION if it has ended otherwise
     */
    public Run cancel(String runId, String reason) {
        CancelRunRequest request = CancelRunRequest.newBuilder()
                .setRunId(runId)
                .setReason(reason)
                .setRequestId(RequestIds.fresh())
                .build();
        return stopping(it -> it.cancelRun(request)).getRun();
    }

    /**
     * Takes a run's worker away, which keeps a snapshot first, until {@link #resume}. One that is suspended stays so.
     *
     * @throws ResForgeException if the call fails; FAILED_PRECONDITION if it has ended
     */
    public Run suspend(String runId) {
        SuspendRunRequest request = SuspendRunRequest.newBuilder()
                .setRunId(runId)
                .setRequestId(RequestIds.fresh())
                .build();
        return stopping(it -> it.suspendRun(request)).getRun();
    }

    /**
     * Lets a suspended run go on, once there is room.
     *
     * @throws ResForgeException if the call fails; FAILED_PRECONDITION if it has ended
     */
    public Run resume(String runId) {
        ResumeRunRequest request = ResumeRunRequest.newBuilder()
                .setRunId(runId)
                .setRequestId(RequestIds.fresh())
                .build();
        return server.call(() -> stub.resumeRun(request)).getRun();
    }

    /**
     * Removes all that is kept of a run, but not what it published.
     *
     * @param force also of one that has not ended, which is cancelled first
     * @return whether there was one
     * @throws ResForgeException if the call fails; FAILED_PRECONDITION if it has not ended
     */
    public boolean delete(String runId, boolean force) {
        DeleteRunRequest request =
                DeleteRunRequest.newBuilder().setRunId(runId).setForce(force).build();
        return stopping(it -> it.deleteRun(request)).getExisted();
    }

    /** Makes a call that is answered once a worker is gone. */
    private <T> T stopping(Function<TrainerServiceGrpc.TrainerServiceBlockingStub, T> call) {
        Duration deadline = server.policy().deadline().plus(STOP);
        return server.call(
                deadline, () -> call.apply(stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)));
    }

    /**
     * Reads what a run's worker printed.
     *
     * @param tail only so many of the last lines that are there; empty for all
     * @param follow whether to go on with what comes, until the run ends
     * @param onLine told of each line, on the calling thread
     * @throws ResForgeException if the call fails, also in the middle
     */
    public void logs(String runId, OptionalInt tail, boolean follow, Consumer<String> onLine) {
        StreamLogsRequest.Builder request =
                StreamLogsRequest.newBuilder().setRunId(runId).setFollow(follow);
        tail.ifPresent(request::setTailLines);
        server.call(() -> {
            Context.CancellableContext call = Context.current().withCancellation();
            Context outer = call.attach();
            try {
                stub.streamLogs(request.build())
                        .forEachRemaining(some -> some.getLinesList().forEach(onLine));
            } finally {
                call.detach(outer);
                call.cancel(null); // a caller that threw must not leave the stream open
            }
            return null;
        });
    }

    /**
     * Submits all members of a sweep as one run.
     *
     * @throws ResForgeException if the call fails; UNIMPLEMENTED if the server trains in processes of its own machine
     */
    public Run submitSweep(SubmitSweepRequest sweep) {
        SubmitSweepRequest request = sweep.getRunId().isEmpty()
                ? sweep.toBuilder().setRunId(RunIds.fresh()).build()
                : sweep;
        return server.call(() -> stub.submitSweep(request)).getRun();
    }

    /** Makes ids of runs: {@code run-20260131-142501-k3f9}, in UTC, so that they sort by age. */
    static final class RunIds {

        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
        private static final int RADIX = 36;
        private static final int SUFFIXES = RADIX * RADIX * RADIX * RADIX;

        private RunIds() {}

        static String fresh() {
            String suffix = Integer.toString(ThreadLocalRandom.current().nextInt(SUFFIXES), RADIX);
            return "run-" + LocalDateTime.now(ZoneOffset.UTC).format(TIME) + "-" + "0".repeat(4 - suffix.length())
                    + suffix;
        }
    }

    /** Makes ids of requests, so that one that gRPC sends again is carried out once. */
    static final class RequestIds {

        private RequestIds() {}

        static String fresh() {
            return UUID.randomUUID().toString();
        }
    }
}
