package io.resforge.trainer.api;

import static io.resforge.trainer.api.UnaryCalls.answer;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunService;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.CancelRunResponse;
import io.resforge.v1.DeleteRunRequest;
import io.resforge.v1.DeleteRunResponse;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.GetRunResponse;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.ResumeRunRequest;
import io.resforge.v1.ResumeRunResponse;
import io.resforge.v1.Run;
import io.resforge.v1.StreamLogsRequest;
import io.resforge.v1.StreamLogsResponse;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SubmitRunResponse;
import io.resforge.v1.SubmitSweepRequest;
import io.resforge.v1.SubmitSweepResponse;
import io.resforge.v1.SuspendRunRequest;
import io.resforge.v1.SuspendRunResponse;
import io.resforge.v1.TrainerServiceGrpc.TrainerServiceImplBase;
import io.resforge.v1.WatchRunRequest;
import io.resforge.v1.WatchRunResponse;
import java.util.Optional;

/** Runs over gRPC. */
@GrpcService
class TrainerGrpc extends TrainerServiceImplBase {

    private static final String RUN_ID = "run_id";

    private final RunService runs;
    private final Streams streams;
    private final StreamConfig config;
    private final AllowedInput allowed;

    TrainerGrpc(RunService runs, Streams streams, StreamConfig config, AllowedInput allowed) {
        this.runs = runs;
        this.streams = streams;
        this.config = config;
        this.allowed = allowed;
    }

    @Override
    public void submitRun(SubmitRunRequest request, StreamObserver<SubmitRunResponse> client) {
        answer(client, () -> {
            RunView run = runs.submit(new SpecReader(allowed).read(request.getSpec(), request.getRunId()));
            return SubmitRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void submitSweep(SubmitSweepRequest request, StreamObserver<SubmitSweepResponse> client) {
        answer(client, () -> {
            RunView run = runs.submit(new SweepRequestReader(allowed).read(request));
            return SubmitSweepResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void getRun(GetRunRequest request, StreamObserver<GetRunResponse> client) {
        answer(client, () -> {
            RunView run = runs.run(RequestFields.run(RUN_ID, request.getRunId()));
            return GetRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsResponse> client) {
        answer(client, () -> {
            ListReader asked = new ListReader(request);
            RunPage page = runs.list(asked.filter(), asked.after(), asked.size());
            ListRunsResponse.Builder response = ListRunsResponse.newBuilder();
            page.next().ifPresent(cursor -> response.setNextPageToken(Paging.token(cursor.toString())));
            page.runs().forEach(run -> response.addRuns(RunWriter.summary(run)));
            return response.build();
        });
    }

    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<WatchRunResponse> client) {
        streams.open(client, config.interval(), new RunSource(runs, request.getRunId()));
    }

    @Override
    public void streamLogs(StreamLogsRequest request, StreamObserver<StreamLogsResponse> client) {
        streams.open(client, config.interval(), new LogSource(runs, request));
    }

    @Override
    public void suspendRun(SuspendRunRequest request, StreamObserver<SuspendRunResponse> client) {
        answer(client, () -> {
            String runId = RequestFields.run(RUN_ID, request.getRunId());
            RunView run = runs.once(runId, id(request.getRequestId()), () -> runs.suspend(runId));
            return SuspendRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void resumeRun(ResumeRunRequest request, StreamObserver<ResumeRunResponse> client) {
        answer(client, () -> {
            String runId = RequestFields.run(RUN_ID, request.getRunId());
            RunView run = runs.once(runId, id(request.getRequestId()), () -> runs.resume(runId));
            return ResumeRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void cancelRun(CancelRunRequest request, StreamObserver<CancelRunResponse> client) {
        answer(client, () -> {
            String runId = RequestFields.run(RUN_ID, request.getRunId());
            RunView run = runs.once(runId, id(request.getRequestId()), () -> runs.cancel(runId, request.getReason()));
            return CancelRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void deleteRun(DeleteRunRequest request, StreamObserver<DeleteRunResponse> client) {
        answer(client, () -> {
            boolean existed = runs.delete(RequestFields.run(RUN_ID, request.getRunId()), request.getForce());
            return DeleteRunResponse.newBuilder().setExisted(existed).build();
        });
    }

    private Run described(RunView run) {
        return RunWriter.full(run, runs.epochsAfter(run.id(), 0));
    }

    private static Optional<String> id(String requestId) {
        return requestId.isEmpty() ? Optional.empty() : Optional.of(RequestFields.request("request_id", requestId));
    }
}
