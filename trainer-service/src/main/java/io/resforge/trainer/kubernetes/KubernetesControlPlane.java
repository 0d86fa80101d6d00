package io.resforge.trainer.kubernetes;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.control.ControlPlane;
import io.resforge.trainer.control.RunLog;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.SweepRequest;
import io.resforge.trainer.run.Cursor;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs that are Jobs of a cluster. */
public final class KubernetesControlPlane implements ControlPlane {

    private final RunStore store;
    private final JobSubmissions submissions;
    private final JobChanges changes;
    private final RunFinder finder;
    private final RunList list;
    private final PodLogs logs;

    KubernetesControlPlane(
            RunStore store,
            JobSubmissions submissions,
            JobChanges changes,
            RunFinder finder,
            RunList list,
            PodLogs logs) {
        this.store = store;
        this.submissions = submissions;
        this.changes = changes;
        this.finder = finder;
        this.list = list;
        this.logs = logs;
    }

    @Override
    public RunView submit(RunRequest request) {
        return finder.view(submissions.submit(request));
    }

    @Override
    public RunView submitSweep(SweepRequest request) {
        return finder.view(submissions.submit(request));
    }

    @Override
    public RunView run(String runId) {
        return finder.view(runId);
    }

    @Override
    public List<EpochRecord> epochsAfter(String runId, int known) {
        return store.epochsAfter(runId, known);
    }

    @Override
    public RunPage list(RunFilter filter, Optional<Cursor> after, int size) {
        return list.page(filter, after, size);
    }

    @Override
    public RunView suspend(String runId) {
        changes.suspend(runId);
        return finder.view(runId);
    }

    @Override
    public RunView resume(String runId) {
        changes.resume(runId);
        return finder.view(runId);
    }

    @Override
    public RunView cancel(String runId, String reason) {
        changes.cancel(runId, reason);
        return finder.view(runId);
    }

    @Override
    public void delete(String runId) {
        changes.delete(runId);
    }

    @Override
    public RunLog log(String runId, OptionalInt tail, boolean follow) {
        return logs.open(runId, tail, follow);
    }
}
