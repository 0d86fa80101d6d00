package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobSpecs;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.job.JobApplier.SubmissionResult;
import io.resforge.trainer.backend.kubernetes.job.JobRequest;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RequestDifferences;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.Submission;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.training.recipe.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes Jobs of what is asked for. The Job comes before the record in the store, since the API server lets one of many have its name, and
 * what it refuses leaves nothing behind.
 */
final class JobSubmissions {

    /** Linux takes no argument of more than 128 KiB. */
    private static final int LONGEST_DEFINITION = 100_000;

    private final RunStore store;
    private final JobApplier jobs;
    private final Cluster cluster;
    private final FreeIds ids;
    private final JobRecords records;

    JobSubmissions(RunStore store, JobApplier jobs, Cluster cluster, FreeIds ids, JobRecords records) {
        this.store = store;
        this.jobs = jobs;
        this.cluster = cluster;
        this.ids = ids;
        this.records = records;
    }

    /** Makes the Job of a run, unless it is there; what it makes is taken back if the store has another run of this id. */
    WorkerBackend.Start start(Submission request, RunSpec spec, boolean known) {
        String runId = spec.runId();
        boolean made = cluster.find(runId).isPresent();
        if (known && made) {
            return WorkerBackend.Start.NONE;
        }
        boolean isNew = !known && !made;
        int members = SweepRequest.members(spec).orElse(0);
        if (isNew) {
            ids.require(runId, members);
        }
        SubmissionResult submission = apply(job(request, runId), spec);
        Optional<Job> created =
                submission instanceof SubmissionResult.Created(Job job) ? Optional.of(job) : Optional.empty();
        if (isNew && created.isPresent()) {
            requireFirst(created.get(), runId, members);
        }
        seen(submission.job());
        return new WorkerBackend.Start(
                created.isPresent(), () -> {}, () -> created.ifPresent(job -> records.withdraw(job, runId)));
    }

    private static JobRequest job(Submission request, String runId) {
        return switch (request) {
            case RunRequest run ->
                new JobRequest(
                        runId,
                        run.model(),
                        new JobPayload.Training(run.asked()),
                        Optional.of(run.dataset()),
                        run.fromVersion(),
                        run.labels());
            case SweepRequest sweep ->
                new JobRequest(
                        runId,
                        sweep.model(),
                        new JobPayload.Sweep(
                                sweep.name(),
                                definition(sweep.source()),
                                sweep.settings(),
                                sweep.sweep().members().size(),
                                sweep.parallelism()),
                        Optional.of(sweep.dataset()),
                        Optional.empty(),
                        sweep.labels());
        };
    }

    /** Makes the Job of a run again that lost it: as it was, where that is known; else as this installation would make it. */
    void again(String runId) {
        Optional<JobRecord> record = store.job(runId);
        SubmissionResult submission = record.map(it -> jobs.again(runId, it.manifest()))
                .orElseGet(() -> jobs.submit(job(store.spec(runId).orElseThrow(() -> new UnknownRun(runId)))));
        // A Job of this run that is there by now is what was asked for, also if it was made by another control plane.
        if (!JobReader.runId(submission.job()).equals(Optional.of(runId))) {
            throw new RunAlreadyExists(runId, "the namespace has a Job '" + runId + "' that is no run");
        }
        seen(submission.job());
    }

    private static JobRequest job(RunSpec spec) {
        if (SweepRequest.members(spec).isPresent()) {
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
                records.withdraw(created, runId);
            }
        }
    }

    private void seen(Job job) {
        records.made(job);
        cluster.awaitSeen(job);
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

    /** Whether an id is free: the members of a sweep are runs too, whose ids follow from its own. */
    static final class FreeIds {

        private final RunStore store;
        private final JobRuns runs;
        private final Cluster cluster;

        FreeIds(RunStore store, JobRuns runs, Cluster cluster) {
            this.store = store;
            this.runs = runs;
            this.cluster = cluster;
        }

        /**
         * Looks before a Job is made, so that most submissions whose id is taken leave no trace.
         *
         * @param members of the sweep that it is to be; 0 for a single run
         * @throws RunAlreadyExists if the run would be a member of a sweep, or a run one of its members
         */
        void require(String runId, int members) {
            sweepOf(runId).ifPresent(sweep -> {
                throw memberOf(sweep, runId);
            });
            if (members > 0) {
                Set<String> ids = Set.copyOf(MemberId.all(runId, members));
                Stream.concat(
                                store.ids().stream().filter(ids::contains),
                                ids.stream().filter(this::hasOwnJob))
                        .findFirst()
                        .ifPresent(taken -> {
                            throw hasMember(runId, taken);
                        });
            }
        }

        /**
         * Looks once the Job is made, for what another control plane made at the same moment. The API server puts all Jobs in one order, so
         * that of two in each other's way exactly one came first.
         *
         * @throws RunAlreadyExists if this one did not
         */
        void requireFirst(Job made, String runId, int members) {
            MemberId.parse(runId)
                    .filter(id -> cluster.asOf(made)
                            .named(id.sweep())
                            .flatMap(job -> JobRuns.member(job, id))
                            .isPresent())
                    .ifPresent(id -> {
                        throw memberOf(id.sweep(), runId);
                    });
            if (members > 0) {
                Set<String> ids = Set.copyOf(MemberId.all(runId, members));
                cluster.asOf(made).runs().stream()
                        .filter(ids::contains)
                        .findFirst()
                        .ifPresent(taken -> {
                            throw hasMember(runId, taken);
                        });
            }
        }

        private static RunAlreadyExists memberOf(String sweep, String runId) {
            return new RunAlreadyExists(runId, "run '" + runId + "' is a member of the sweep '" + sweep + "'");
        }

        private static RunAlreadyExists hasMember(String sweep, String taken) {
            return new RunAlreadyExists(
                    sweep, "there is a run '" + taken + "', which would be a member of the sweep '" + sweep + "'");
        }

        private boolean hasOwnJob(String runId) {
            return runs.find(runId).filter(run -> run.member().isEmpty()).isPresent();
        }

        private Optional<String> sweepOf(String runId) {
            Optional<String> seen =
                    runs.find(runId).filter(run -> run.member().isPresent()).map(JobRun::jobName);
            return seen.or(() -> MemberId.parse(runId)
                    .filter(id -> ObjectNames.isLabel(id.sweep()))
                    .filter(id -> store.spec(id.sweep())
                            .filter(spec ->
                                    id.index() < SweepRequest.members(spec).orElse(0))
                            .isPresent())
                    .map(MemberId::sweep));
        }
    }
}
