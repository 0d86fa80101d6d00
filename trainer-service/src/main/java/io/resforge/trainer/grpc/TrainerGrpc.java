package io.resforge.trainer.grpc;

import static io.resforge.trainer.grpc.Answers.answer;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.trainer.control.Cancellation;
import io.resforge.trainer.control.Submissions;
import io.resforge.trainer.request.Fields;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.CancelRunResponse;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.GetRunResponse;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.Run;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SubmitRunResponse;
import io.resforge.v1.TrainerServiceGrpc.TrainerServiceImplBase;
import io.resforge.v1.WatchRunRequest;
import io.resforge.v1.WatchRunResponse;

/** Runs over gRPC. */
@GrpcService
class TrainerGrpc extends TrainerServiceImplBase {

    private final Submissions submissions;
    private final Cancellation cancellation;
    private final TrainingRuns runs;
    private final Streams streams;
    private final StreamConfig config;

    TrainerGrpc(
            Submissions submissions,
            Cancellation cancellation,
            TrainingRuns runs,
            Streams streams,
            StreamConfig config) {
        this.submissions = submissions;
        this.cancellation = cancellation;
        this.runs = runs;
        this.streams = streams;
        this.config = config;
    }

    @Override
    public void submitRun(SubmitRunRequest request, StreamObserver<SubmitRunResponse> client) {
        answer(client, () -> {
            RunRequest asked = new SpecReader().read(request.getSpec(), request.getRunId());
            Run run = described(submissions.submit(asked));
            return SubmitRunResponse.newBuilder().setRun(run).build();
        });
    }

    @Override
    public void getRun(GetRunRequest request, StreamObserver<GetRunResponse> client) {
        answer(client, () -> {
            TrainingRun run = runs.require(Fields.run("run_id", request.getRunId()));
            return GetRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsResponse> client) {
        answer(client, () -> {
            Paging paging = Paging.of(request.getPageSize(), request.getPageToken());
            Paging.Slice page = paging.of(runs.ids());
            ListRunsResponse.Builder response = ListRunsResponse.newBuilder().setNextPageToken(page.nextToken());
            runs.readable(page.items()).forEach(run -> response.addRuns(RunWriter.summary(run)));
            return response.build();
        });
    }

    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<WatchRunResponse> client) {
        String runId = request.getRunId();
        streams.open(client, config.interval(), new RunSource(runs, runId));
    }

    @Override
    public void cancelRun(CancelRunRequest request, StreamObserver<CancelRunResponse> client) {
        answer(client, () -> {
            String runId = Fields.run("run_id", request.getRunId());
            TrainingRun run = cancellation.cancel(runId, request.getReason());
            return CancelRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    private Run described(TrainingRun run) {
        return RunWriter.full(run, runs.epochs(run.id()));
    }
}
