package io.resforge.trainer.backend.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.registry.store.Parallel;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.WorkerBackend.Seen;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobSpecs;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobManifest;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.backend.kubernetes.state.SweepStateReader.MemberIndexes;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.contract.SweepRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Finds runs: in the cluster, or in the store alone if their Job is gone. */
final class RunFinder {

    private static final Logger LOG = Logger.getLogger(RunFinder.class);

    private static final String GONE =
            "it has no Job here: if that was deleted, the run is cancelled within a minute; else it"
                    + " goes on when it is resumed";

    private static final int REMEMBERED = 10_000;

    private final ClusterWatch watch;
    private final JobRuns jobs;
    private final Cluster cluster;
    private final TrainingRuns runs;
    private final RunStore store;

    /** Runs that have ended and have no Job, which never change, by what was recorded of them. */
    private final Cache<RunSpec, RunView> ended =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** Jobs that the log was told of since they cannot be read; of more, some are told again. */
    private final Cache<String, Boolean> passedOver =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    RunFinder(ClusterWatch watch, JobRuns jobs, Cluster cluster, TrainingRuns runs, RunStore store) {
        this.watch = watch;
        this.jobs = jobs;
        this.cluster = cluster;
        this.runs = runs;
        this.store = store;
    }

    /** Describes a run; empty if there is none. */
    Optional<RunView> find(String runId) {
        Optional<JobRun> seen = jobs.find(runId);
        if (seen.isPresent()) {
            return seen.map(jobs::view);
        }
        Optional<TrainingRun> run = runs.find(runId);
        if (run.isEmpty()) {
            return onlyInCluster(runId).or(() -> memberNotSeenYet(runId));
        }
        // Another control plane may have made the Job of a live one a moment ago.
        return run.filter(it -> it.end().isEmpty())
                .flatMap(it -> cluster.find(runId))
                .map(jobs::view)
                .or(() -> run.map(this::withoutJob));
    }

    /** A member of a sweep that was submitted a moment ago, so that the watch has not told of its Job. */
    private Optional<RunView> memberNotSeenYet(String runId) {
        return MemberId.parse(runId)
                .filter(id -> runs.find(id.sweep()).isPresent())
                .flatMap(id -> cluster.find(id.sweep()).flatMap(sweep -> JobRuns.member(sweep.job(), id)))
                .map(jobs::view);
    }

    /** A Job that was applied by hand, and deleted before its worker began. */
    private Optional<RunView> onlyInCluster(String runId) {
        return store.job(runId)
                .map(record -> JobSpecs.of(JobManifest.read(record.manifest()), runId))
                .map(spec -> TrainingRun.submitted(spec).view().withState(RunState.SUSPENDED, GONE, Optional.empty()));
    }

    /** Describes a run of the store's list. Members of a sweep are listed too, once their workers recorded them. */
    Optional<RunView> listed(SubmissionEntry submission) {
        return jobs.find(submission.runId()).map(jobs::view).or(() -> runs.readable(submission)
                .map(this::withoutJob));
    }

    /**
     * The runs that have a Job, and those that had one and are not listed by the store.
     *
     * @param known the Jobs that were seen here and are not settled yet, whether they are there or not
     */
    List<Seen> seen(Set<String> listed, Set<JobIndex.Entry> known) {
        Set<String> withJob = watch.jobs().stream()
                .map(job -> JobReader.label(job, RunLabels.RUN).orElseThrow())
                .collect(Collectors.toSet());
        Set<String> gone = known.stream().map(JobIndex.Entry::runId).collect(Collectors.toCollection(HashSet::new));
        gone.removeAll(withJob);
        gone.removeAll(listed);
        return Stream.concat(withJob.stream().map(this::withJob), gone.stream().map(runId -> readable(
                                runId, runId, () -> onlyInCluster(runId))
                        .map(view -> new Seen(runId, view.spec().submittedAt(), () -> Optional.of(view)))))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Seen> withJob(String runId) {
        return watch.job(runId)
                .map(job -> new JobRun(runId, job, OptionalInt.empty()))
                .map(run -> new Seen(
                        runId,
                        JobReader.createdAt(run.job()),
                        () -> readable(runId, run.job().getMetadata().getUid(), () -> Optional.of(jobs.view(run)))));
    }

    /** What others wrote may be anything: a Job that makes no sense must not hide all other runs. */
    private Optional<RunView> readable(String runId, String key, Supplier<Optional<RunView>> view) {
        try {
            return view.get();
        } catch (StoreFailure | ClusterFailure e) {
            throw e;
        } catch (RuntimeException e) {
            if (passedOver.asMap().putIfAbsent(key, true) == null) {
                LOG.warnf(e, "Run %s is passed over, since its Job cannot be read", runId);
            }
            return Optional.empty();
        }
    }

    private RunView withoutJob(TrainingRun run) {
        RunView known = ended.getIfPresent(run.spec());
        if (known != null) {
            return known;
        }
        TrainingRun labelled = labelled(run);
        OptionalInt members = SweepRequest.members(run.spec());
        RunView view = members.isPresent() ? sweep(labelled, members.getAsInt()) : single(labelled);
        if (run.end().isPresent() || members.isPresent() && view.state().ended()) {
            ended.put(run.spec(), view);
        }
        return view;
    }

    /** What a worker recorded has no labels: it has its Job's, or those of the sweep that it was a member of. */
    private TrainingRun labelled(TrainingRun run) {
        if (!run.spec().labels().isEmpty()) {
            return run;
        }
        RunSpec spec = job(run.id())
                .map(record -> JobSpecs.labelled(run.spec(), JobManifest.read(record.manifest())))
                .or(() -> sweepOf(run.id())
                        .map(sweep -> run.spec().withLabels(sweep.spec().labels())))
                .orElse(run.spec());
        return new TrainingRun(spec, run.launch(), run.status(), run.end(), run.hold());
    }

    /** A damaged record must not hide the run. */
    private Optional<JobRecord> job(String runId) {
        try {
            return store.job(runId);
        } catch (DamagedObject e) {
            LOG.debugf("Run %s is shown without its Job's labels: %s", runId, e.getMessage());
            return Optional.empty();
        }
    }

    private RunView single(TrainingRun run) {
        return run.end().isPresent()
                ? run.view()
                : endOfItsSweep(run).orElseGet(() -> run.view().withState(RunState.SUSPENDED, GONE, Optional.empty()));
    }

    /** A member that recorded no end ended with its sweep. */
    private Optional<RunView> endOfItsSweep(TrainingRun member) {
        return sweepOf(member.id())
                .flatMap(TrainingRun::end)
                .map(end -> end.outcome() == RunEnd.Outcome.CANCELLED
                        ? member.view().withState(RunState.CANCELLED, end.message(), Optional.empty())
                        : member.view()
                                .withState(
                                        RunState.FAILED,
                                        "its sweep is over, and it published no version",
                                        Optional.empty()));
    }

    private Optional<TrainingRun> sweepOf(String member) {
        return MemberId.parse(member).flatMap(id -> runs.find(id.sweep())
                .filter(sweep -> id.index() < SweepRequest.members(sweep.spec()).orElse(0)));
    }

    private RunView sweep(TrainingRun sweep, int count) {
        if (sweep.end().isPresent()) {
            Optional<SweepMembers> members = store.sweep(sweep.id())
                    .map(it -> new SweepMembers(it.count(), 0, it.succeeded(), MemberIndexes.read(it.failed())));
            return sweep.view().withState(sweep.state(), sweep.message(), members);
        }
        // Of builds that recorded no end of a sweep: its members did.
        List<Optional<RunEnd.Outcome>> outcomes = Parallel.map(
                MemberId.all(sweep.id(), count), id -> store.end(id).map(RunEnd::outcome));
        List<Integer> failed = IntStream.range(0, count)
                .filter(i -> outcomes.get(i)
                        .filter(it -> it != RunEnd.Outcome.SUCCEEDED)
                        .isPresent())
                .boxed()
                .toList();
        int succeeded = Collections.frequency(outcomes, Optional.of(RunEnd.Outcome.SUCCEEDED));
        Optional<SweepMembers> members = Optional.of(new SweepMembers(count, 0, succeeded, failed));
        if (succeeded + failed.size() < count) {
            return sweep.view().withState(RunState.SUSPENDED, GONE, members);
        }
        return failed.isEmpty()
                ? sweep.view().withState(RunState.SUCCEEDED, "all " + count + " members are done", members)
                : sweep.view()
                        .withState(RunState.FAILED, "some members failed: " + MemberIndexes.shortened(failed), members);
    }
}
