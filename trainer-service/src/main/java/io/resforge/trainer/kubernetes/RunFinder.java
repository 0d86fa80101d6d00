package io.resforge.trainer.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.Parallel;
import io.resforge.trainer.kubernetes.job.JobManifest;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.kubernetes.state.MemberIndexes;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.SweepMembers;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.run.UnknownRun;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Finds runs: in the cluster, or in the store alone if their Job is gone. */
final class RunFinder {

    private static final Logger LOG = Logger.getLogger(RunFinder.class);

    private static final String GONE =
            "it has no Job here: if that was deleted, the run is cancelled within a minute; else it"
                    + " goes on when it is resumed";

    private static final Pattern MEMBER = Pattern.compile("(.+)-(?:0|[1-9][0-9]{0,8})");

    private static final int REMEMBERED = 1_000;

    private final RunReader jobs;
    private final Cluster cluster;
    private final TrainingRuns runs;
    private final RunStore store;

    /** Those that have ended, which never changes. */
    private final Cache<String, RunView> sweeps =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** What workers recorded, with the labels that they do not know. */
    private final Cache<RunSpec, RunSpec> labelled =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    RunFinder(RunReader jobs, Cluster cluster, TrainingRuns runs, RunStore store) {
        this.jobs = jobs;
        this.cluster = cluster;
        this.runs = runs;
        this.store = store;
    }

    /**
     * Describes a run.
     *
     * @throws UnknownRun if there is none
     */
    RunView view(String runId) {
        Optional<JobRun> seen = jobs.find(runId);
        if (seen.isPresent()) {
            return view(seen.get());
        }
        Optional<TrainingRun> run = runs.find(runId);
        if (run.isEmpty()) {
            return onlyInCluster(runId).or(() -> memberNotSeenYet(runId)).orElseThrow(() -> new UnknownRun(runId));
        }
        if (run.get().end().isPresent()) {
            return withoutJob(run.get());
        }
        // Another control plane may have made the Job a moment ago.
        return cluster.find(runId).map(this::view).orElseGet(() -> withoutJob(run.get()));
    }

    /** A member of a sweep that was submitted a moment ago, so that the watch has not told of its Job. */
    private Optional<RunView> memberNotSeenYet(String runId) {
        Matcher id = MEMBER.matcher(runId);
        return id.matches() && runs.find(id.group(1)).isPresent()
                ? cluster.find(id.group(1))
                        .flatMap(sweep -> RunReader.member(sweep.job(), id.group(1), runId))
                        .map(this::view)
                : Optional.empty();
    }

    /** A Job that was applied by hand, and deleted before its worker began. */
    Optional<RunView> onlyInCluster(String runId) {
        return store.job(runId)
                .map(record -> JobSpecs.of(JobManifest.read(record.manifest()), runId))
                .map(spec -> as(TrainingRun.submitted(spec).view(), RunState.SUSPENDED, GONE, Optional.empty()));
    }

    /** Describes a run that has a Job. */
    RunView view(JobRun run) {
        return jobs.view(run);
    }

    /** Describes a run that has none. */
    RunView withoutJob(TrainingRun run) {
        return described(labelled(run));
    }

    private TrainingRun labelled(TrainingRun run) {
        if (!run.spec().labels().isEmpty()) {
            return run;
        }
        RunSpec spec = labelled.get(run.spec(), this::labelled);
        return new TrainingRun(spec, run.launch(), run.status(), run.end(), run.hold());
    }

    /** Of what a worker recorded: its Job's labels, or those of the sweep that it was a member of. */
    private RunSpec labelled(RunSpec recorded) {
        return job(recorded.runId())
                .map(record -> JobSpecs.labelled(recorded, JobManifest.read(record.manifest())))
                .or(() -> sweepOf(recorded.runId())
                        .map(sweep -> recorded.withLabels(sweep.spec().labels())))
                .orElse(recorded);
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

    private RunView described(TrainingRun run) {
        OptionalInt members = SweepSpecs.members(run.spec());
        if (members.isPresent()) {
            return sweep(run, members.getAsInt());
        }
        return run.end().isPresent()
                ? run.view()
                : endOfItsSweep(run).orElseGet(() -> as(run.view(), RunState.SUSPENDED, GONE, Optional.empty()));
    }

    /** A member that recorded no end ended with its sweep. */
    private Optional<RunView> endOfItsSweep(TrainingRun member) {
        return sweepOf(member.id())
                .flatMap(TrainingRun::end)
                .map(end -> end.outcome() == RunEnd.Outcome.CANCELLED
                        ? as(member.view(), RunState.CANCELLED, end.message(), Optional.empty())
                        : as(
                                member.view(),
                                RunState.FAILED,
                                "its sweep is over, and it published no version",
                                Optional.empty()));
    }

    private Optional<TrainingRun> sweepOf(String member) {
        Matcher id = MEMBER.matcher(member);
        return id.matches()
                ? runs.find(id.group(1))
                        .filter(sweep -> JobReader.memberOf(sweep.id(), member).getAsInt()
                                < SweepSpecs.members(sweep.spec()).orElse(0))
                : Optional.empty();
    }

    private RunView sweep(TrainingRun sweep, int count) {
        RunView known = sweeps.getIfPresent(sweep.id());
        if (known != null && known.spec().equals(sweep.spec())) {
            return known;
        }
        if (sweep.end().isPresent()) {
            Optional<SweepMembers> members = store.sweep(sweep.id())
                    .map(it -> new SweepMembers(it.count(), 0, it.succeeded(), MemberIndexes.read(it.failed())));
            RunView view = sweep.view();
            return remembered(as(view, view.state(), view.message(), members));
        }
        return oldSweep(sweep, count);
    }

    private RunView remembered(RunView sweep) {
        sweeps.put(sweep.id(), sweep);
        return sweep;
    }

    /** Of builds that recorded no end of a sweep: its members did. */
    private RunView oldSweep(TrainingRun sweep, int count) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(member -> sweep.id() + "-" + member)
                .toList();
        List<Optional<RunEnd.Outcome>> outcomes =
                Parallel.map(ids, id -> store.end(id).map(RunEnd::outcome));
        List<Integer> failed = IntStream.range(0, count)
                .filter(i -> outcomes.get(i)
                        .filter(it -> it != RunEnd.Outcome.SUCCEEDED)
                        .isPresent())
                .boxed()
                .toList();
        int succeeded = Collections.frequency(outcomes, Optional.of(RunEnd.Outcome.SUCCEEDED));
        Optional<SweepMembers> members = Optional.of(new SweepMembers(count, 0, succeeded, failed));
        if (succeeded + failed.size() < count) {
            return as(sweep.view(), RunState.SUSPENDED, GONE, members);
        }
        return remembered(
                failed.isEmpty()
                        ? as(sweep.view(), RunState.SUCCEEDED, "all " + count + " members are done", members)
                        : as(
                                sweep.view(),
                                RunState.FAILED,
                                "some members failed: " + MemberIndexes.shortened(failed),
                                members));
    }

    private static RunView as(RunView view, RunState state, String message, Optional<SweepMembers> members) {
        return new RunView(
                view.spec(), state, message, view.startedAt(), view.endedAt(), view.progress(), view.result(), members);
    }
}
