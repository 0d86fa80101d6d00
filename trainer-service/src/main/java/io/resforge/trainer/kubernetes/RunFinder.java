package io.resforge.trainer.kubernetes;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.SweepMembers;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.run.UnknownRun;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Finds runs: in the cluster, or in the store alone if their Job is gone. */
final class RunFinder {

    private static final String GONE = "its Job is gone; it goes on when it is resumed";

    private final RunReader jobs;
    private final Cluster cluster;
    private final TrainingRuns runs;
    private final Runs store;

    RunFinder(RunReader jobs, Cluster cluster, TrainingRuns runs, Runs store) {
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
        TrainingRun run = runs.require(runId);
        if (run.end().isPresent()) {
            return run.view();
        }
        // Another control plane may have made the Job a moment ago.
        return cluster.find(runId).map(this::view).orElseGet(() -> withoutJob(run));
    }

    /** Describes a run that has a Job. */
    RunView view(JobRun run) {
        return jobs.view(run);
    }

    /** Describes a run that has none. */
    RunView withoutJob(TrainingRun run) {
        if (run.end().isPresent()) {
            return run.view();
        }
        OptionalInt members = Sweeps.members(run.spec());
        return members.isPresent() ? sweep(run, members.getAsInt()) : gone(run, Optional.empty());
    }

    private static RunView gone(TrainingRun run, Optional<SweepMembers> members) {
        return with(run, RunState.SUSPENDED, GONE, members);
    }

    /** A sweep records no end of its own: its members do. */
    private RunView sweep(TrainingRun sweep, int count) {
        List<Optional<RunEnd.Outcome>> outcomes = IntStream.range(0, count)
                .mapToObj(member -> store.end(sweep.id() + "-" + member).map(RunEnd::outcome))
                .toList();
        List<Integer> failed = IntStream.range(0, count)
                .filter(i -> outcomes.get(i)
                        .filter(it -> it != RunEnd.Outcome.SUCCEEDED)
                        .isPresent())
                .boxed()
                .toList();
        int succeeded = (int) outcomes.stream()
                .filter(it -> it.equals(Optional.of(RunEnd.Outcome.SUCCEEDED)))
                .count();
        Optional<SweepMembers> members = Optional.of(new SweepMembers(count, 0, succeeded, failed));
        if (succeeded + failed.size() < count) {
            return gone(sweep, members);
        }
        return failed.isEmpty()
                ? with(sweep, RunState.SUCCEEDED, "all " + count + " members are done", members)
                : with(sweep, RunState.FAILED, "some members failed: " + failed, members);
    }

    private static RunView with(TrainingRun run, RunState state, String message, Optional<SweepMembers> members) {
        RunView view = run.view();
        return new RunView(
                view.spec(), state, message, view.startedAt(), view.endedAt(), view.progress(), view.result(), members);
    }
}
