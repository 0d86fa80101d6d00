package io.resforge.client;

import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.TrainerServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Calls of the trainer service about runs. */
public final class Runs {

    private static final int PAGE = 100;

    private final Server server;
    private final TrainerServiceGrpc.TrainerServiceBlockingStub stub;

    Runs(Server server) {
        this.server = server;
        this.stub = TrainerServiceGrpc.newBlockingStub(server.channel());
    }

    /**
     * Submits a run under a fresh id. The id makes it safe to try again: a server that has the run already answers with it.
     *
     * @throws ResForgeException if the call fails
     */
    public Run submit(RunSpec spec) {
        return submit(spec, RunIds.fresh());
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

    /**
     * Describes one run.
     *
     * @throws ResForgeException if the call fails
     */
    public Run get(String runId) {
        GetRunRequest request = GetRunRequest.newBuilder().setRunId(runId).build();
        return server.call(() -> stub.getRun(request)).getRun();
    }

    /**
     * Describes the newest runs, without their epochs.
     *
     * @param limit at most this many, at least 1
     * @throws IllegalArgumentException if the limit is below 1
     * @throws ResForgeException if a call fails
     */
    public List<Run> list(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit must be at least 1, was " + limit);
        }
        List<Run> runs = new ArrayList<>();
        String token = "";
        do {
            ListRunsRequest request = ListRunsRequest.newBuilder()
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
     * Follows a run until it ends. While the server restarts it waits and asks again, for at most the client's patience.
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
     * @throws ResForgeException if the call fails; FAILED_PRECONDITION if it has ended already
     */
    public Run cancel(String runId, String reason) {
        CancelRunRequest request =
                CancelRunRequest.newBuilder().setRunId(runId).setReason(reason).build();
        return server.call(() -> stub.cancelRun(request)).getRun();
    }
}
