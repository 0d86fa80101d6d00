package io.resforge.trainer.kubernetes;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.Parallel;
import io.resforge.trainer.control.RunAlreadyEnded;
import io.resforge.trainer.control.RunStillLives;
import io.resforge.trainer.control.UnsupportedOperation;
import io.resforge.trainer.kubernetes.failure.ClusterFailure;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.SweepMembers;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Suspends, resumes, cancels and deletes runs. */
final class JobChanges {

    private static final Logger LOG = Logger.getLogger(JobChanges.class);

    private final RunStore store;
    private final RunReader jobs;
    private final RunFinder finder;
    private final Cluster cluster;
    private final JobSubmissions submissions;
    private final JobRecords records;
    private final JobEndRecorder ends;
    private final Clock clock;

    JobChanges(
            RunStore store,
            RunReader jobs,
            RunFinder finder,
            Cluster cluster,
            JobSubmissions submissions,
            JobRecords records,
            JobEndRecorder ends,
            Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.finder = finder;
        this.cluster = cluster;
        this.submissions = submissions;
        this.records = records;
        this.ends = ends;
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
            submissions.again(runId);
        }
    }

    /**
     * Ends a run. The end is recorded first, so that a worker that is just about to publish sees it; then the Job goes, and its pods with
     * it. Where the API server is away, they go when it is back.
     */
    void cancel(String runId, String reason) {
        RunView view = finder.view(runId);
        if (view.state().ended() && view.state() != RunState.CANCELLED) {
            throw new RunAlreadyEnded(runId, view.state());
        }
        String words = reason.isBlank() ? "cancelled" : "cancelled: " + reason.strip();
        RunEnd end = new RunEnd(RunEnd.Outcome.CANCELLED, words, null, clock.instant());
        Optional<JobRun> run = jobs.find(runId);
        run.filter(it -> it.member().isEmpty()).ifPresent(it -> records.cancelled(runId));
        // A Job that was applied by hand is known to the store only once its worker began.
        store.submit(view.spec());
        run.filter(it -> it.member().isEmpty())
                .ifPresent(it ->
                        ends.endMembers(runId, it.job(), it.job().getMetadata().getUid(), end));
        if (!store.end(runId, end) && !isCancelled(runId)) {
            throw new RunAlreadyEnded(runId, finder.view(runId).state());
        }
        stop(runId);
    }

    private void stop(String runId) {
        try {
            job(runId).ifPresent(this::stop);
        } catch (ClusterFailure e) {
            if (!e.isTransient()) {
                throw e;
            }
            records.cancelled(runId);
            LOG.warnf("Run %s is cancelled; its Job goes when the API server is back: %s", runId, e.getMessage());
        }
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
            records.deleted(run.id());
        }
    }

    void delete(String runId) {
        RunView view = finder.view(runId);
        if (!view.state().ended()) {
            throw new RunStillLives(runId, view.state());
        }
        job(runId).filter(run -> run.member().isEmpty()).ifPresent(cluster::delete);
        int members = view.members().map(SweepMembers::count).orElse(0);
        Parallel.map(
                IntStream.range(0, members)
                        .mapToObj(member -> runId + "-" + member)
                        .toList(),
                store::delete);
        store.delete(runId);
    }

    private Optional<JobRun> job(String runId) {
        return jobs.find(runId).or(() -> cluster.find(runId));
    }

    private Optional<JobRun> ownJob(String runId, String action) {
        Optional<JobRun> run = job(runId);
        run.filter(it -> it.member().isPresent()).ifPresent(member -> {
            throw new UnsupportedOperation(String.format(
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
