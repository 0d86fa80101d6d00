package io.resforge.trainer.kubernetes;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.control.RunAlreadyExists;
import io.resforge.trainer.kubernetes.failure.ClusterFailure;
import io.resforge.trainer.kubernetes.job.JobRequest;
import io.resforge.trainer.kubernetes.job.Jobs;
import io.resforge.trainer.kubernetes.job.Submission;
import io.resforge.trainer.kubernetes.job.Work;
import io.resforge.trainer.request.InvalidInput;
import io.resforge.trainer.request.Origins;
import io.resforge.trainer.request.RunIds;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.SweepRequest;
import io.resforge.training.recipe.Yaml;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Makes Jobs of what is asked for. What was asked is recorded in the store first: so it is known with every default while the Job waits,
 * and when it is gone.
 */
final class JobSubmissions {

    private final Runs store;
    private final Checkpoints checkpoints;
    private final Jobs jobs;
    private final Cluster cluster;
    private final Clock clock;
    private final RandomGenerator random;

    JobSubmissions(
            Runs store, Checkpoints checkpoints, Jobs jobs, Cluster cluster, Clock clock, RandomGenerator random) {
        this.store = store;
        this.checkpoints = checkpoints;
        this.jobs = jobs;
        this.cluster = cluster;
        this.clock = clock;
        this.random = random;
    }

    /** @return the run's id */
    String submit(RunRequest request) {
        String runId = request.runId()
                .orElseGet(() -> RunIds.next(request.recipe().arch().name(), clock.instant(), random));
        Origins.objection(checkpoints, request).ifPresent(objection -> {
            throw new InvalidInput("spec.from_version", objection);
        });
        Work work = new Work.Training(request.asked());
        JobRequest job = new JobRequest(
                runId, request.model(), work, Optional.of(request.dataset()), request.fromVersion(), request.labels());
        return submit(request.spec(runId, clock.instant()), request::isFor, job);
    }

    /** @return the id of the sweep's run */
    String submit(SweepRequest request) {
        String runId =
                request.runId().orElseGet(() -> RunIds.next(request.sweep().name(), clock.instant(), random));
        RunSpec spec = Sweeps.spec(request, runId, clock.instant());
        Work work = new Work.Sweep(
                request.sweep().name(),
                definition(request.source()),
                request.settings(),
                request.sweep().members().size(),
                request.parallelism());
        JobRequest job = new JobRequest(
                runId, request.model(), work, Optional.of(request.dataset()), Optional.empty(), request.labels());
        return submit(spec, known -> Sweeps.isSame(known, spec), job);
    }

    /** Makes the Job of a run again that lost it. */
    void again(RunSpec spec) {
        if (Sweeps.members(spec).isPresent()) {
            throw new InvalidInput(
                    "run_id", "the Job of the sweep '" + spec.runId() + "' is gone; submit the sweep again");
        }
        Work work = new Work.Training(spec.recipe());
        apply(new JobRequest(
                spec.runId(),
                spec.model(),
                work,
                Optional.of(spec.dataset()),
                Optional.ofNullable(spec.fromVersion()),
                spec.labels()));
    }

    private String submit(RunSpec spec, Predicate<RunSpec> same, JobRequest job) {
        boolean recorded = store.submit(spec);
        if (!recorded && !store.spec(spec.runId()).filter(same).isPresent()) {
            throw new RunAlreadyExists(spec.runId());
        }
        try {
            // The Job of one that has ended may be gone, and is not to be made again.
            if (recorded || store.end(spec.runId()).isEmpty()) {
                apply(job);
            }
            return spec.runId();
        } catch (ClusterFailure e) {
            // What Kubernetes refused never was; where nobody knows, the record lets the same submission go on.
            if (recorded && !e.isTransient()) {
                store.delete(spec.runId());
            }
            throw e;
        }
    }

    private void apply(JobRequest request) {
        Submission submission = jobs.submit(request);
        if (submission instanceof Submission.Taken) {
            throw new RunAlreadyExists(request.id());
        }
        cluster.awaitSeen(submission.job());
    }

    private static Optional<Map<String, Object>> definition(SweepRequest.Source source) {
        return switch (source) {
            case SweepRequest.Source.Named _ -> Optional.empty();
            case SweepRequest.Source.Yaml(String text) -> Optional.of(Yaml.map("a sweep", text));
        };
    }
}
