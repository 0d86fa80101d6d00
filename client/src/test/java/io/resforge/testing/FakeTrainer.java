package io.resforge.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.CancelRunResponse;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.GetRunResponse;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SubmitRunResponse;
import io.resforge.v1.SuspendRunRequest;
import io.resforge.v1.SuspendRunResponse;
import io.resforge.v1.TrainerServiceGrpc.TrainerServiceImplBase;
import io.resforge.v1.WatchRunRequest;
import io.resforge.v1.WatchRunResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A trainer service that trains nothing: it tells what a test wants to be told. */
public final class FakeTrainer extends TrainerServiceImplBase {

    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final Deque<Consumer<StreamObserver<WatchRunResponse>>> streams = new ArrayDeque<>();

    private volatile UnaryOperator<Run> course;

    /** How it takes runs. */
    public final Script<SubmitRunRequest, SubmitRunResponse> submit = new Script<>(this::queued);

    /** How it describes a run. */
    public final Script<GetRunRequest, GetRunResponse> get = new Script<>(question ->
            GetRunResponse.newBuilder().setRun(run(question.getRunId())).build());

    /** How it describes the runs: page by page. */
    public final Script<ListRunsRequest, ListRunsResponse> list = new Script<>(this::page);

    /** How it ends a run. */
    public final Script<CancelRunRequest, CancelRunResponse> cancel = new Script<>(this::cancelled);

    /** How it suspends. */
    public final Script<SuspendRunRequest, SuspendRunResponse> suspend =
            new Script<>(question -> SuspendRunResponse.newBuilder()
                    .setRun(run(question.getRunId()).toBuilder().setState(RunState.RUN_STATE_SUSPENDED))
                    .build());

    /** Has this run. */
    public FakeTrainer with(Run run) {
        runs.put(run.getRunId(), run);
        return this;
    }

    /** Tells this when a run is followed next: these looks, then a proper end. */
    public FakeTrainer telling(Run... looks) {
        return onWatch(caller -> {
            List.of(looks).forEach(look -> tell(caller, look));
            caller.onCompleted();
        });
    }

    /** Does this when a run is followed next. */
    public synchronized FakeTrainer onWatch(Consumer<StreamObserver<WatchRunResponse>> stream) {
        streams.add(stream);
        return this;
    }

    /** Lets each run that is followed, and has no stream of its own, end as this says. */
    public FakeTrainer ending(UnaryOperator<Run> end) {
        course = end;
        return this;
    }

    /** Sends one look at a run. */
    public static void tell(StreamObserver<WatchRunResponse> caller, Run look) {
        caller.onNext(WatchRunResponse.newBuilder().setRun(look).build());
    }

    private Run run(String id) {
        Run run = runs.get(id);
        if (run == null) {
            throw Status.NOT_FOUND.withDescription("there is no run " + id).asRuntimeException();
        }
        return run;
    }

    private SubmitRunResponse queued(SubmitRunRequest request) {
        Run run = Run.newBuilder()
                .setRunId(request.getRunId())
                .setSpec(request.getSpec())
                .setState(RunState.RUN_STATE_QUEUED)
                .build();
        with(run);
        return SubmitRunResponse.newBuilder().setRun(run).build();
    }

    private ListRunsResponse page(ListRunsRequest request) {
        List<Run> all = runs.values().stream()
                .sorted((a, b) -> b.getRunId().compareTo(a.getRunId()))
                .toList();
        int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
        int to = Math.min(all.size(), from + request.getPageSize());
        return ListRunsResponse.newBuilder()
                .addAllRuns(all.subList(from, to))
                .setNextPageToken(to < all.size() ? "" + to : "")
                .build();
    }

    private CancelRunResponse cancelled(CancelRunRequest request) {
        Run run = run(request.getRunId()).toBuilder()
                .setState(RunState.RUN_STATE_CANCELLED)
                .setMessage(request.getReason())
                .build();
        return CancelRunResponse.newBuilder().setRun(run).build();
    }

    @Override
    public void submitRun(SubmitRunRequest request, StreamObserver<SubmitRunResponse> caller) {
        submit.answer(request, caller);
    }

    @Override
    public void getRun(GetRunRequest request, StreamObserver<GetRunResponse> caller) {
        get.answer(request, caller);
    }

    @Override
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsResponse> caller) {
        list.answer(request, caller);
    }

    @Override
    public void suspendRun(SuspendRunRequest request, StreamObserver<SuspendRunResponse> caller) {
        suspend.answer(request, caller);
    }

    @Override
    public void cancelRun(CancelRunRequest request, StreamObserver<CancelRunResponse> caller) {
        cancel.answer(request, caller);
    }

    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<WatchRunResponse> caller) {
        Consumer<StreamObserver<WatchRunResponse>> stream;
        synchronized (this) {
            stream = streams.poll();
        }
        if (stream == null && course != null && runs.containsKey(request.getRunId())) {
            Run run = course.apply(run(request.getRunId()));
            with(run);
            tell(caller, run);
            caller.onCompleted();
        } else if (stream == null) {
            caller.onError(Status.NOT_FOUND
                    .withDescription("there is no run " + request.getRunId())
                    .asRuntimeException());
        } else {
            stream.accept(caller);
        }
    }
}
