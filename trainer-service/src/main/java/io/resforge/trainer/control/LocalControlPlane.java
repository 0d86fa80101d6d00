package io.resforge.trainer.control;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.launcher.WorkerLauncher;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.SweepRequest;
import io.resforge.trainer.run.Cursor;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs that are objects of the store alone, worked on by processes of this machine. */
public final class LocalControlPlane implements ControlPlane {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final RunStore store;
    private final TrainingRuns runs;
    private final WorkerLauncher launcher;
    private final Submissions submissions;
    private final Cancellation cancellation;
    private final RunSuspender suspension;
    private volatile Looked looked;

    /** @param changed told when there is something to do for the supervisor */
    public LocalControlPlane(
            RunStore store,
            TrainingRuns runs,
            WorkerLauncher launcher,
            Submissions submissions,
            Cancellation cancellation,
            Runnable changed) {
        this.store = store;
        this.runs = runs;
        this.launcher = launcher;
        this.submissions = submissions;
        this.cancellation = cancellation;
        this.suspension = new RunSuspender(store, runs, launcher, changed);
    }

    @Override
    public RunView submit(RunRequest request) {
        return submissions.submit(request).view();
    }

    @Override
    public RunView submitSweep(SweepRequest request) {
        throw new UnsupportedOperation(
                "this control plane trains in processes of its own machine, where a sweep is no run of its own; submit its"
                        + " members one by one, as 'resforge sweep' without --submit does");
    }

    @Override
    public RunView run(String runId) {
        RunView run = runs.require(runId).view();
        // What its worker cannot write it cannot report either.
        return run.state().ended() ? run : trouble().map(run::saying).orElse(run);
    }

    private Optional<String> trouble() {
        Looked last = looked;
        if (last == null || System.nanoTime() - last.nanos() > LOOK_EVERY.toNanos()) {
            last = new Looked(store.trouble().or(launcher::obstacle), System.nanoTime());
            looked = last;
        }
        return last.trouble();
    }

    private record Looked(Optional<String> trouble, long nanos) {}

    @Override
    public List<EpochRecord> epochsAfter(String runId, int known) {
        return runs.epochsAfter(runId, known);
    }

    @Override
    public RunPage list(RunFilter filter, Optional<Cursor> after, int size) {
        return RunPage.of(runs.newestFirst(after).map(TrainingRun::view).filter(filter::takes), size);
    }

    @Override
    public RunView suspend(String runId) {
        return suspension.suspend(runId).view();
    }

    @Override
    public RunView resume(String runId) {
        return suspension.resume(runId).view();
    }

    @Override
    public RunView cancel(String runId, String reason) {
        return cancellation.cancel(runId, reason).view();
    }

    @Override
    public void delete(String runId) {
        TrainingRun run = runs.require(runId);
        if (!run.state().ended()) {
            throw new RunStillLives(runId, run.state());
        }
        // One that was killed, or that hangs, may not have seen the end yet.
        run.launch().ifPresent(launch -> launcher.stop(runId, launch));
        store.delete(runId);
        launcher.forgetLog(runId);
    }

    @Override
    public RunLog log(String runId, OptionalInt tail, boolean follow) {
        runs.require(runId);
        return new FileLog(
                launcher.log(runId),
                tail,
                () -> !follow || runs.require(runId).state().ended());
    }
}
