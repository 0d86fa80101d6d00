package io.resforge.trainer.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.kubernetes.state.SweepReader;
import io.resforge.trainer.request.RunLabels;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.SweepMembers;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Records in the store that a Job failed whose worker could not say so itself, before the Job is gone and nobody knows any more. Several
 * control planes do it; the first counts. A store that is away is asked again at the next look.
 */
final class Ends implements Consumer<Job> {

    private static final Logger LOG = Logger.getLogger(Ends.class);

    private final Runs store;
    private final RunReader jobs;
    private final Clock clock;

    Ends(Runs store, RunReader jobs, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public void accept(Job job) {
        if (!JobReader.isOver(job) && !JobReader.isIndexed(job)) {
            return;
        }
        String runId = JobReader.label(job, RunLabels.RUN).orElseThrow();
        try {
            if (JobReader.isIndexed(job)) {
                SweepReader.members(job)
                        .map(SweepMembers::failed)
                        .orElseThrow()
                        .forEach(
                                member -> record(new JobRun(runId + "-" + member, job, OptionalInt.of(member)), false));
            } else {
                record(new JobRun(runId, job, OptionalInt.empty()), true);
            }
        } catch (StoreFailure e) {
            LOG.warnf("Run %s: its end is not recorded yet: %s", runId, e.getMessage());
        } catch (RuntimeException e) {
            // The informer's thread must go on.
            LOG.errorf(e, "Run %s: its end is not recorded", runId);
        }
    }

    /** @param wanted whether a run is recorded that the store does not know */
    private void record(JobRun run, boolean wanted) {
        RunView view = jobs.view(run);
        boolean known = store.spec(run.id()).isPresent();
        if (view.state() != RunState.FAILED
                || !known && !wanted
                || store.end(run.id()).isPresent()) {
            return;
        }
        store.submit(view.spec());
        RunEnd end = new RunEnd(
                RunEnd.Outcome.FAILED, view.message(), null, view.endedAt().orElseGet(clock::instant));
        if (store.end(run.id(), end)) {
            LOG.warnf("Run %s failed: %s", run.id(), view.message());
        }
    }
}
