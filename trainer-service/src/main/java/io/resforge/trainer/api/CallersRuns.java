package io.resforge.trainer.api;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.value.VersionReference;
import io.resforge.support.access.Requester;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.Submission;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.trainer.run.RunService;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs as the caller of the present call may see and change them: others look like runs that are not there. The audit is told of changes. */
public final class CallersRuns {

    private final RunService runs;

    public CallersRuns(RunService runs) {
        this.runs = runs;
    }

    public RunView one(String runId) {
        RunView run = runs.run(runId);
        if (!Requester.current().mayUse(run.spec().model())) {
            throw new UnknownRun(runId);
        }
        return run;
    }

    /** @param run that {@link #one} has given */
    public List<EpochRecord> epochsAfter(RunView run, int known) {
        return runs.epochsAfter(run.id(), known);
    }

    public RunLog log(String runId, OptionalInt tail, boolean follow) {
        return runs.log(one(runId).id(), tail, follow);
    }

    public RunView submit(Submission asked) {
        switch (asked) {
            case RunRequest run ->
                Stream.concat(Stream.of(run.model()), run.origin().map(VersionReference::model).stream())
                        .forEach(Requester.current()::requireUse);
            case SweepRequest sweep -> Requester.current().requireUse(sweep.model());
        }
        RunView run = runs.submit(asked);
        Requester.current().changes(target(run.id()), "", state(run));
        return run;
    }

    /** @param requestId under which the change is made once; empty for each time */
    public RunView change(String runId, Optional<String> requestId, Function<String, RunView> change) {
        String before = state(one(runId));
        Requester.current().changes(target(runId), before, before);
        RunView after = runs.once(runId, requestId, () -> change.apply(runId));
        Requester.current().changes(target(runId), before, state(after));
        return after;
    }

    /** Whether there was such a run; what is left of one that is half deleted goes too, if the caller may use every model. */
    boolean delete(String runId, boolean force) {
        Requester requester = Requester.current();
        Optional<RunView> run = find(runId);
        if (run.isEmpty() && requester.models().isPresent()) {
            return false;
        }
        String before = run.map(CallersRuns::state).orElse("");
        requester.changes(target(runId), before, before);
        boolean existed = runs.delete(runId, force);
        requester.changes(target(runId), before, "");
        return existed;
    }

    private Optional<RunView> find(String runId) {
        try {
            return Optional.of(one(runId));
        } catch (UnknownRun e) {
            return Optional.empty();
        }
    }

    private static String target(String runId) {
        return "runs/" + runId;
    }

    private static String state(RunView run) {
        return run.state().name().toLowerCase(Locale.ROOT);
    }
}
