package io.resforge.trainer.kubernetes;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.control.RunAlreadyEnded;
import io.resforge.trainer.control.RunStillLives;
import io.resforge.trainer.control.Unsupported;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.SweepMembers;
import io.resforge.trainer.run.UnknownRun;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Suspends, resumes, cancels and deletes runs. */
final class JobChanges {

    private final Runs store;
    private final RunReader jobs;
    private final RunFinder finder;
    private final Cluster cluster;
    private final JobSubmissions submissions;
    private final Clock clock;

    JobChanges(Runs store, RunReader jobs, RunFinder finder, Cluster cluster, JobSubmissions submissions, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.finder = finder;
        this.cluster = cluster;
        this.submissions = submissions;
        this.clock = clock;
    }

    void suspend(String runId) {
        requireLive(runId);
        ownJob(runId, "suspend").ifPresent(run -> cluster.suspend(run, true));
    }

    /** A run whose Job is gone gets another. */
    void resume(String runId) {
        requireLive(runId);
        Optional<JobRun> run = ownJob(runId, "resume");
        if (run.isPresent()) {
            cluster.suspend(run.get(), false);
        } else {
            submissions.again(store.spec(runId).orElseThrow(() -> new UnknownRun(runId)));
        }
    }

    /**
     * Ends a run. The end is recorded first, so that a worker that is just about to publish sees it; then the Job goes, and its pods with
     * it.
     */
    void cancel(String runId, String reason) {
        RunView view = finder.view(runId);
        if (view.state().ended() && view.state() != RunState.CANCELLED) {
            throw new RunAlreadyEnded(runId, view.state());
        }
        String words = reason.isBlank() ? "cancelled" : "cancelled: " + reason.strip();
        RunEnd end = new RunEnd(RunEnd.Outcome.CANCELLED, words, null, clock.instant());
        // A Job that was applied by hand is known to the store only once its worker began.
        store.submit(view.spec());
        members(view).filter(member -> store.spec(member).isPresent()).forEach(member -> store.end(member, end));
        if (!store.end(runId, end) && !isCancelled(runId)) {
            throw new RunAlreadyEnded(runId, finder.view(runId).state());
        }
        job(runId).ifPresent(this::stop);
    }

    private boolean isCancelled(String runId) {
        return store.end(runId)
                .filter(end -> end.outcome() == RunEnd.Outcome.CANCELLED)
                .isPresent();
    }

    private void stop(JobRun run) {
        if (run.member().isPresent()) {
            cluster.deletePods(run);
        } else {
            cluster.delete(run);
        }
    }

    void delete(String runId) {
        RunView view = finder.view(runId);
        if (!view.state().ended()) {
            throw new RunStillLives(runId, view.state());
        }
        job(runId).filter(run -> run.member().isEmpty()).ifPresent(cluster::delete);
        members(view).forEach(store::delete);
        store.delete(runId);
    }

    private static Stream<String> members(RunView view) {
        int count = view.members().map(SweepMembers::count).orElse(0);
        return IntStream.range(0, count).mapToObj(member -> view.id() + "-" + member);
    }

    private Optional<JobRun> job(String runId) {
        return jobs.find(runId).or(() -> cluster.find(runId));
    }

    private Optional<JobRun> ownJob(String runId, String action) {
        Optional<JobRun> run = job(runId);
        run.filter(it -> it.member().isPresent()).ifPresent(member -> {
            throw new Unsupported(String.format(
                    Locale.ROOT,
                    "run '%s' is a member of a sweep, of which all members are one Job; %s '%s' instead",
                    runId,
                    action,
                    member.jobName()));
        });
        return run;
    }

    private void requireLive(String runId) {
        RunState state = finder.view(runId).state();
        if (state.ended()) {
            throw new RunAlreadyEnded(runId, state);
        }
    }
}
