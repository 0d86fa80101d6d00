package io.resforge.trainer.api;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.run.RunService;
import io.resforge.v1.Run;
import io.resforge.v1.WatchRunResponse;
import java.util.ArrayList;
import java.util.List;

/** Looks at one run for one client. */
final class RunSource implements Stream.Source<WatchRunResponse> {

    private final RunService runs;
    private final String runId;
    private final List<EpochRecord> epochs = new ArrayList<>();
    private Run last = Run.getDefaultInstance();

    RunSource(RunService runs, String runId) {
        this.runs = runs;
        this.runId = runId;
    }

    @Override
    public Stream.Look<WatchRunResponse> look() {
        RunView run = runs.run(RequestFields.run("run_id", runId));
        boolean ended = run.state().ended();
        // Finished epochs never change: more are read only when there must be more.
        if (ended
                || epochs.size() < run.progress().map(RunSource::finishedEpochs).orElse(0)) {
            epochs.addAll(runs.epochsAfter(runId, epochs.size()));
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
