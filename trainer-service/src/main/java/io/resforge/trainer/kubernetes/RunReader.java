package io.resforge.trainer.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.kubernetes.state.JobRunStatus;
import io.resforge.trainer.kubernetes.state.RunFacts;
import io.resforge.trainer.kubernetes.state.StateReader;
import io.resforge.trainer.kubernetes.state.SweepStateReader;
import io.resforge.trainer.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.SweepMembers;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts together what the cluster and the store know of a run that has a Job. */
final class RunReader {

    private static final Pattern MEMBER = Pattern.compile("(.+)-(?:0|[1-9][0-9]{0,8})");

    private static final int REMEMBERED = 10_000;

    private final ClusterWatch cluster;
    private final JobRunRecords store;

    /** What Jobs tell of themselves, which is made of their whole command line. */
    private final Cache<String, RunSpec> ofJobs =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    RunReader(ClusterWatch cluster, JobRunRecords store) {
        this.cluster = cluster;
        this.store = store;
    }

    /** The Job that works on a run: its own, or that of the sweep that it is a member of. */
    Optional<JobRun> find(String runId) {
        Optional<JobRun> own = cluster.job(runId).map(job -> new JobRun(runId, job, OptionalInt.empty()));
        return own.isPresent() ? own : member(runId);
    }

    private Optional<JobRun> member(String runId) {
        Matcher id = MEMBER.matcher(runId);
        if (!id.matches()) {
            return Optional.empty();
        }
        String sweepId = id.group(1);
        return cluster.job(sweepId).flatMap(job -> member(job, sweepId, runId));
    }

    /** A member of a sweep by its Job; empty if it has no such member. */
    static Optional<JobRun> member(Job sweep, String sweepId, String runId) {
        return Optional.of(sweep)
                .filter(JobReader::isIndexed)
                .map(job -> new JobRun(runId, job, JobReader.memberOf(sweepId, runId)))
                .filter(run -> run.member().getAsInt() < JobReader.members(run.job()));
    }

    private RunSpec ofJob(JobRun run) {
        String version = run.id() + " " + run.job().getMetadata().getUid() + " "
                + run.job().getMetadata().getResourceVersion();
        return ofJobs.get(version, unused -> JobSpecs.of(run.job(), run.id()));
    }

    /** Describes one. */
    RunView view(JobRun run) {
        String uid = run.job().getMetadata().getUid();
        Optional<RunEnd> end = store.end(run.id(), uid);
        Optional<RunStatus> status = store.status(run.id());
        RunSpec spec = store.spec(run.id(), uid)
                .map(it -> JobSpecs.labelled(it, run.job()))
                .orElseGet(() -> ofJob(run));
        JobRunStatus standing = StateReader.read(new RunFacts(
                run.job(), run.member(), cluster.pods(run.job()), status, end, cluster.refusal(run.job())));
        Optional<SweepMembers> members =
                run.member().isPresent() ? Optional.empty() : SweepStateReader.members(run.job());
        return new RunView(
                spec,
                standing.state(),
                standing.message(),
                status.map(RunStatus::startedAt),
                standing.endedAt(),
                status.map(RunStatus::progress),
                end.map(RunEnd::result),
                members);
    }
}
