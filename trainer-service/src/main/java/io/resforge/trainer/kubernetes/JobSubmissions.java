package io.resforge.trainer.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.control.RunAlreadyExists;
import io.resforge.trainer.kubernetes.job.JobApplier;
import io.resforge.trainer.kubernetes.job.JobLabels;
import io.resforge.trainer.kubernetes.job.JobPayload;
import io.resforge.trainer.kubernetes.job.JobRequest;
import io.resforge.trainer.kubernetes.job.SubmissionResult;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.request.InitialVersions;
import io.resforge.trainer.request.InvalidInput;
import io.resforge.trainer.request.RequestDifferences;
import io.resforge.trainer.request.RunIdGenerator;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.SweepRequest;
import io.resforge.trainer.run.UnknownRun;
import io.resforge.training.recipe.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Makes Jobs of what is asked for, and records in the store then what was asked: so it is known with every default while the Job waits, and
 * when it is gone. The Job comes first, since the API server lets one of many have its name, and what it refuses leaves nothing behind.
 */
final class JobSubmissions {

    /** Linux takes no argument of more than 128 KiB. */
    private static final int LONGEST_DEFINITION = 100_000;

    private final RunStore store;
    private final Checkpoints checkpoints;
    private final JobApplier jobs;
    private final Cluster cluster;
    private final FreeIds ids;
    private final JobRecords records;
    private final Clock clock;
    private final RandomGenerator random;

    JobSubmissions(
            RunStore store,
            Checkpoints checkpoints,
            JobApplier jobs,
            Cluster cluster,
            FreeIds ids,
            JobRecords records,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.checkpoints = checkpoints;
        this.jobs = jobs;
        this.cluster = cluster;
        this.ids = ids;
        this.records = records;
        this.clock = clock;
        this.random = random;
    }

    /** @return the run's id */
    String submit(RunRequest request) {
        String runId = request.runId()
                .orElseGet(() -> RunIdGenerator.next(request.recipe().arch().name(), clock.instant(), random));
        InitialVersions.objection(checkpoints, request).ifPresent(objection -> {
            throw new InvalidInput("spec.from_version", objection);
        });
        JobPayload work = new JobPayload.Training(request.asked());
        JobRequest job = new JobRequest(
                runId, request.model(), work, Optional.of(request.dataset()), request.fromVersion(), request.labels());
        return submit(request.spec(runId, clock.instant()), job, 0);
    }

    /** @return the id of the sweep's run */
    String submit(SweepRequest request) {
        String runId = request.runId()
                .orElseGet(() -> RunIdGenerator.next(request.sweep().name(), clock.instant(), random));
        RunSpec spec = SweepSpecs.spec(request, runId, clock.instant());
        JobPayload work = new JobPayload.Sweep(
                request.sweep().name(),
                definition(request.source()),
                request.settings(),
                request.sweep().members().size(),
                request.parallelism());
        JobRequest job = new JobRequest(
                runId, request.model(), work, Optional.of(request.dataset()), Optional.empty(), request.labels());
        return submit(spec, job, request.sweep().members().size());
    }

    /** Makes the Job of a run again that lost it: as it was, where that is known; else as this installation would make it. */
    void again(String runId) {
        Optional<JobRecord> record = store.job(runId);
        SubmissionResult submission = record.map(it -> jobs.again(runId, it.manifest()))
                .orElseGet(() -> jobs.submit(request(store.spec(runId).orElseThrow(() -> new UnknownRun(runId)))));
        // A Job of this run that is there by now is what was asked for, whoever made it.
        if (!JobReader.runId(submission.job()).equals(Optional.of(runId))) {
            throw new RunAlreadyExists(runId, "the namespace has a Job '" + runId + "' that is no run");
        }
        seen(submission.job());
    }

    private static JobRequest request(RunSpec spec) {
        if (SweepSpecs.members(spec).isPresent()) {
            throw new InvalidInput(
                    "run_id", "the Job of the sweep '" + spec.runId() + "' is gone; submit the sweep again");
        }
        return new JobRequest(
                spec.runId(),
                spec.model(),
                new JobPayload.Training(spec.recipe()),
                Optional.of(spec.dataset()),
                Optional.ofNullable(spec.fromVersion()),
                spec.labels());
    }

    /** @param members of the sweep that it is; 0 for a single run */
    private String submit(RunSpec spec, JobRequest job, int members) {
        String runId = spec.runId();
        Optional<RunSpec> known = store.spec(runId);
        known.ifPresent(it -> requireSame(it, spec));
        // The Job of one that has ended may be gone, and is not to be made again.
        if (known.isPresent() && store.end(runId).isPresent()) {
            return runId;
        }
        Optional<JobRun> made = cluster.find(runId);
        boolean isNew = known.isEmpty() && made.isEmpty();
        if (isNew) {
            ids.require(runId, members);
        }
        if (known.isEmpty() || made.isEmpty()) {
            SubmissionResult submission = apply(job, spec);
            if (isNew && submission instanceof SubmissionResult.Created(Job created)) {
                requireFirst(created, runId, members);
            }
            seen(submission.job());
            record(spec, submission);
        }
        return runId;
    }

    private SubmissionResult apply(JobRequest request, RunSpec spec) {
        SubmissionResult submission = jobs.submit(request);
        if (submission instanceof SubmissionResult.Taken(Job other)) {
            throw taken(spec, other);
        }
        return submission;
    }

    private void requireFirst(Job created, String runId, int members) {
        boolean first = false;
        try {
            ids.requireFirst(created, runId, members);
            first = true;
        } finally {
            if (!first) {
                withdraw(created, runId);
            }
        }
    }

    /** Takes back a Job that must not have been made. It is marked first, so that no control plane takes its end for a cancellation. */
    private void withdraw(Job created, String runId) {
        cluster.note(created, Map.of(), Map.of(JobLabels.WITHDRAWN, "true"));
        cluster.delete(new JobRun(runId, created, OptionalInt.empty()));
        records.forget(created);
    }

    private void seen(Job job) {
        records.made(job);
        cluster.awaitSeen(job);
    }

    private void record(RunSpec spec, SubmissionResult submission) {
        if (store.submit(spec)) {
            return;
        }
        // The worker was faster, or the same request; or somebody who submits to the same store by another way.
        try {
            store.spec(spec.runId()).ifPresent(it -> requireSame(it, spec));
        } catch (RunAlreadyExists e) {
            if (submission instanceof SubmissionResult.Created(Job job)) {
                withdraw(job, spec.runId());
            }
            throw e;
        }
    }

    private static void requireSame(RunSpec known, RunSpec asked) {
        List<String> differences = RequestDifferences.withLabels(known, asked);
        if (!differences.isEmpty()) {
            throw new RunAlreadyExists(known.runId(), differences);
        }
    }

    private static RunAlreadyExists taken(RunSpec asked, Job other) {
        String runId = asked.runId();
        if (!JobReader.runId(other).equals(Optional.of(runId))) {
            return new RunAlreadyExists(runId, "the namespace has a Job '" + runId + "' that is no run");
        }
        List<String> differences = RequestDifferences.between(JobSpecs.of(other, runId), asked);
        return differences.isEmpty()
                ? new RunAlreadyExists(
                        runId, "there is a run '" + runId + "' already, whose Job was not made by this request")
                : new RunAlreadyExists(runId, differences);
    }

    private static Optional<Map<String, Object>> definition(SweepRequest.Source source) {
        return switch (source) {
            case SweepRequest.Source.Named _ -> Optional.empty();
            case SweepRequest.Source.Yaml(String text) -> Optional.of(bounded(Yaml.map("a sweep", text)));
        };
    }

    private static Map<String, Object> bounded(Map<String, Object> sweep) {
        int bytes = Serialization.asJson(sweep).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_DEFINITION) {
            throw new InvalidInput(
                    "yaml",
                    "must come to at most " + LONGEST_DEFINITION
                            + " bytes as JSON, what its aliases stand for included, comes to " + bytes);
        }
        return sweep;
    }
}
