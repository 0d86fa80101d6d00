package io.resforge.trainer.api;

import static io.resforge.trainer.api.UnaryCalls.answer;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.support.access.Requester;
import io.resforge.trainer.api.Streams.Stream;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunFilter.LabelSelector;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunPage.Cursor;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs over gRPC. */
@GrpcService
class TrainerGrpc extends TrainerServiceImplBase {

    private static final String RUN_ID = "run_id";

    private final RunService runs;
    private final CallersRuns callers;
    private final Streams streams;
    private final AllowedInput allowed;

    TrainerGrpc(RunService runs, Streams streams, AllowedInput allowed) {
        this.runs = runs;
        this.callers = new CallersRuns(runs);
        this.streams = streams;
        this.allowed = allowed;
    }

    @Override
    public void submitRun(SubmitRunRequest request, StreamObserver<SubmitRunResponse> client) {
        answer(client, () -> {
            RunView run = callers.submit(new SpecReader(allowed).read(request.getSpec(), request.getRunId()));
            return SubmitRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void submitSweep(SubmitSweepRequest request, StreamObserver<SubmitSweepResponse> client) {
        answer(client, () -> {
            RunView run = callers.submit(new SweepRequestReader(allowed).read(request));
            return SubmitSweepResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void getRun(GetRunRequest request, StreamObserver<GetRunResponse> client) {
        answer(client, () -> {
            RunView run = callers.one(run(request.getRunId()));
            return GetRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsResponse> client) {
        answer(client, () -> {
            ListReader asked = new ListReader(request);
            RunPage page = runs.list(asked.filter().within(Requester.current().models()), asked.after(), asked.size());
            ListRunsResponse.Builder response = ListRunsResponse.newBuilder();
            page.next().ifPresent(cursor -> response.setNextPageToken(Paging.token(cursor.toString())));
            page.runs().forEach(run -> response.addRuns(RunWriter.summary(run)));
            return response.build();
        });
    }

    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<WatchRunResponse> client) {
        streams.open(client, new RunSource(callers, request.getRunId()));
    }

    @Override
    public void streamLogs(StreamLogsRequest request, StreamObserver<StreamLogsResponse> client) {
        streams.open(client, new LogSource(callers, request));
    }

    @Override
    public void suspendRun(SuspendRunRequest request, StreamObserver<SuspendRunResponse> client) {
        answer(client, () -> {
            RunView run = callers.change(run(request.getRunId()), id(request.getRequestId()), runs::suspend);
            return SuspendRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void resumeRun(ResumeRunRequest request, StreamObserver<ResumeRunResponse> client) {
        answer(client, () -> {
            RunView run = callers.change(run(request.getRunId()), id(request.getRequestId()), runs::resume);
            return ResumeRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void cancelRun(CancelRunRequest request, StreamObserver<CancelRunResponse> client) {
        answer(client, () -> {
            RunView run = callers.change(
                    run(request.getRunId()),
                    id(request.getRequestId()),
                    runId -> runs.cancel(runId, request.getReason()));
            return CancelRunResponse.newBuilder().setRun(described(run)).build();
        });
    }

    @Override
    public void deleteRun(DeleteRunRequest request, StreamObserver<DeleteRunResponse> client) {
        answer(client, () -> {
            boolean existed = callers.delete(run(request.getRunId()), request.getForce());
            return DeleteRunResponse.newBuilder().setExisted(existed).build();
        });
    }

    private Run described(RunView run) {
        return RunWriter.full(run, callers.epochsAfter(run, 0));
    }

    private static String run(String runId) {
        return RequestFields.run(RUN_ID, runId);
    }

    private static Optional<String> id(String requestId) {
        return requestId.isEmpty() ? Optional.empty() : Optional.of(RequestFields.request("request_id", requestId));
    }

    /** Looks at one run for one client. */
    private static final class RunSource implements Stream.Source<WatchRunResponse> {

        private final CallersRuns callers;
        private final String runId;
        private final List<EpochRecord> epochs = new ArrayList<>();
        private Run last = Run.getDefaultInstance();

        RunSource(CallersRuns callers, String runId) {
            this.callers = callers;
            this.runId = runId;
        }

        @Override
        public Stream.Look<WatchRunResponse> look() {
            RunView run = callers.one(run(runId));
            boolean ended = run.state().ended();
            // Finished epochs never change: more are read only when there must be more.
            if (ended
                    || epochs.size()
                            < run.progress().map(RunSource::finishedEpochs).orElse(0)) {
                epochs.addAll(callers.epochsAfter(run, epochs.size()));
            }
            Run now = RunWriter.full(run, epochs);
            if (now.equals(last)) {
                return new Stream.Look<>(List.of(), ended);
            }
            last = now;
            return new Stream.Look<>(
                    List.of(WatchRunResponse.newBuilder().setRun(now).build()), ended);
        }

        private static int finishedEpochs(Progress progress) {
            return progress.step() < progress.steps() ? progress.epoch() - 1 : progress.epoch();
        }
    }

    /** Reads one run's log for one client. */
    private static final class LogSource implements Stream.Source<StreamLogsResponse> {

        private final CallersRuns callers;
        private final StreamLogsRequest request;
        private RunLog log;

        LogSource(CallersRuns callers, StreamLogsRequest request) {
            this.callers = callers;
            this.request = request;
        }

        @Override
        public Stream.Look<StreamLogsResponse> look() {
            if (log == null) {
                log = callers.log(run(request.getRunId()), tail(), request.getFollow());
            }
            RunLog.Lines lines = log.read();
            if (lines.lines().isEmpty()) {
                return new Stream.Look<>(List.of(), lines.last());
            }
            StreamLogsResponse news = StreamLogsResponse.newBuilder()
                    .addAllLines(lines.lines())
                    .setWorker(lines.worker())
                    .build();
            return new Stream.Look<>(List.of(news), lines.last(), !lines.last());
        }

        private OptionalInt tail() {
            if (!request.hasTailLines()) {
                return OptionalInt.empty();
            }
            if (request.getTailLines() < 0) {
                throw new InvalidInput("tail_lines", "must be at least 0, was " + request.getTailLines());
            }
            return OptionalInt.of(request.getTailLines());
        }

        @Override
        public void close() {
            if (log != null) {
                log.close();
            }
        }
    }

    /** Reads which runs a client asks for. */
    private static final class ListReader {

        private final RunFilter filter;
        private final Paging paging;
        private final Optional<Cursor> after;

        /** @throws InvalidInput if a field cannot be taken */
        ListReader(ListRunsRequest request) {
            this.paging = Paging.of(request.getPageSize(), request.getPageToken());
            this.after = paging.after().map(ListReader::cursor);
            Set<RunState> states =
                    request.getStatesList().stream().map(ListReader::state).collect(Collectors.toSet());
            Optional<String> recipe =
                    request.getRecipe().isEmpty() ? Optional.empty() : Optional.of(request.getRecipe());
            this.filter = new RunFilter(states, recipe, labels(request.getLabelSelector()));
        }

        RunFilter filter() {
            return filter;
        }

        /** Where the page begins; empty for the first one. */
        Optional<Cursor> after() {
            return after;
        }

        int size() {
            return paging.size();
        }

        private static Cursor cursor(String text) {
            try {
                return Cursor.parse(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidInput("page_token", Paging.FOREIGN_TOKEN);
            }
        }

        private static RunState state(io.resforge.v1.RunState state) {
            return Arrays.stream(RunState.values())
                    .filter(it -> RunWriter.state(it) == state)
                    .findFirst()
                    .orElseThrow(() -> new InvalidInput("states", "must be states of runs, was " + state));
        }

        private static LabelSelector labels(String text) {
            try {
                return LabelSelector.parse(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidInput("label_selector", e.getMessage());
            }
        }
    }
}
