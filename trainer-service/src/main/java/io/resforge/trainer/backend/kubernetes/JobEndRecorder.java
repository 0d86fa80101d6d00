package io.resforge.trainer.backend.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SweepRecord;
import io.resforge.registry.store.Parallel;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobLabels;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.backend.kubernetes.state.PodReader;
import io.resforge.trainer.backend.kubernetes.state.SweepStateReader;
import io.resforge.trainer.backend.kubernetes.state.SweepStateReader.MemberIndexes;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import java.time.Clock;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Records in the store how Jobs ended whose workers could not say so themselves, before they are gone and it is known no more, and writes
 * on each Job what came of its run. Each end is looked at once: a member of a sweep when it is first seen to have failed, a Job when it is
 * first seen to be over. Several control planes do it; the first counts.
 */
final class JobEndRecorder {

    private static final Logger LOG = Logger.getLogger(JobEndRecorder.class);
    private static final int REMEMBERED = 100_000;

    private final RunStore store;
    private final JobRuns jobs;
    private final ClusterWatch watch;
    private final JobRecords records;
    private final JobNotes notes;
    private final Clock clock;

    /** By the uid of a Job, the members that failed and were looked at. */
    private final Cache<String, BitSet> failed =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private final Cache<String, Boolean> done =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    JobEndRecorder(RunStore store, JobRuns jobs, ClusterWatch watch, JobRecords records, JobNotes notes, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.watch = watch;
        this.records = records;
        this.notes = notes;
        this.clock = clock;
    }

    /** Whether there may be an end to record, as far as it is known without asking. */
    boolean isNews(Job job) {
        boolean over = JobReader.isOver(job)
                && JobReader.annotation(job, JobLabels.OUTCOME).isEmpty();
        return done.getIfPresent(uid(job)) == null
                && (over || JobReader.isIndexed(job) && !newlyFailed(job).isEmpty());
    }

    /** Records what is to be recorded of a Job. */
    void accept(Job job) {
        if (!isNews(job)) {
            return;
        }
        String runId = JobReader.label(job, RunLabels.RUN).orElseThrow();
        if (JobReader.isIndexed(job)) {
            BitSet members = failed.get(uid(job), uid -> new BitSet());
            newlyFailed(job).forEach(member -> {
                recordMember(new JobRun(new MemberId(runId, member).toString(), job, OptionalInt.of(member)));
                members.set(member);
            });
        }
        if (JobReader.isOver(job)) {
            end(new JobRun(runId, job, OptionalInt.empty())).ifPresent(end -> notes.ended(job, end));
            done.put(uid(job), true);
        }
    }

    private List<Integer> newlyFailed(Job job) {
        BitSet members = failed.get(uid(job), uid -> new BitSet());
        return SweepStateReader.members(job).map(SweepMembers::failed).orElse(List.of()).stream()
                .filter(member -> !members.get(member))
                .toList();
    }

    /** One that the store knows, and whose worker did not say how it ended. */
    private void recordMember(JobRun member) {
        if (store.end(member.id()).isEmpty() && store.spec(member.id()).isPresent()) {
            RunView view = jobs.view(member);
            if (view.state() == RunState.FAILED) {
                record(member.id(), failure(view));
            }
        }
    }

    /** How the run of a Job that is over ended; empty if the run was deleted meanwhile. */
    private Optional<RunEnd> end(JobRun run) {
        Optional<RunEnd> known = store.end(run.id());
        if (known.isPresent() || records.isRunDeleted(run.id())) {
            return known;
        }
        RunView view = jobs.view(run);
        RunEnd end = view.members().isPresent()
                ? sweep(run.id(), view, view.members().get())
                : failure(view);
        store.submit(view.spec());
        return record(run.id(), end) ? Optional.of(end) : store.end(run.id());
    }

    private RunEnd failure(RunView view) {
        return new RunEnd(
                RunEnd.Outcome.FAILED, view.message(), null, view.endedAt().orElseGet(clock::instant));
    }

    private boolean record(String runId, RunEnd end) {
        boolean recorded = store.end(runId, end);
        if (recorded && end.outcome() == RunEnd.Outcome.FAILED) {
            LOG.warnf("Run %s failed: %s", runId, end.message());
        }
        return recorded;
    }

    /** A sweep has the result of its best member. Here each member is asked, once in the sweep's life. */
    private RunEnd sweep(String runId, RunView view, SweepMembers members) {
        List<String> ids = MemberId.all(runId, members.count());
        Optional<RunEnd.Result> best = Parallel.map(ids, store::end).stream()
                .flatMap(Optional::stream)
                .flatMap(end -> Optional.ofNullable(end.result()).stream())
                .max(Comparator.comparingDouble(RunEnd.Result::heldOutAccuracy));
        store.sweep(
                runId, new SweepRecord(members.count(), members.succeeded(), MemberIndexes.write(members.failed())));
        String message = view.message() + best.map(JobEndRecorder::words).orElse("; no member published a version");
        return view.state() == RunState.SUCCEEDED && best.isPresent()
                ? new RunEnd(
                        RunEnd.Outcome.SUCCEEDED,
                        message,
                        best.get(),
                        view.endedAt().orElseGet(clock::instant))
                : new RunEnd(
                        RunEnd.Outcome.FAILED, message, null, view.endedAt().orElseGet(clock::instant));
    }

    private static String words(RunEnd.Result best) {
        return String.format(
                Locale.ROOT,
                "; the best is version %s of %s, %.2f%% on held-out images",
                best.version(),
                best.model(),
                100 * best.heldOutAccuracy());
    }

    /** Ends the members of a sweep that a worker is on, so that none of them publishes any more. */
    void endMembers(String runId, Job job, String uid, RunEnd end) {
        if (JobReader.isIndexed(job)) {
            watch.pods(uid).stream()
                    .filter(pod -> !PodReader.isOver(pod))
                    .map(PodReader::index)
                    .flatMapToInt(OptionalInt::stream)
                    .distinct()
                    .forEach(member -> store.end(new MemberId(runId, member).toString(), end));
        }
    }

    private static String uid(Job job) {
        return job.getMetadata().getUid();
    }

    /** Writes what came of a run on its Job, as labels, an annotation and events, so that kubectl tells it too. */
    static final class JobNotes {

        private static final Logger LOG = Logger.getLogger(JobNotes.class);

        private final Cluster cluster;
        private final AtomicBoolean told = new AtomicBoolean();

        JobNotes(Cluster cluster) {
            this.cluster = cluster;
        }

        /** Once a Job: what is written there already is not written again. */
        void ended(Job job, RunEnd end) {
            if (JobReader.annotation(job, JobLabels.OUTCOME).isPresent()) {
                return;
            }
            try {
                tell(job, end);
                cluster.note(job, labels(end), Map.of(JobLabels.OUTCOME, outcome(end)));
            } catch (ClusterFailure e) {
                if (e.isTransient()) {
                    throw e;
                }
                if (e.kind() != ClusterFailure.Kind.NOT_FOUND && told.compareAndSet(false, true)) {
                    LOG.warnf("What comes of runs is not written on their Jobs: %s", e.getMessage());
                }
            }
        }

        private void tell(Job job, RunEnd end) {
            switch (end.outcome()) {
                case SUCCEEDED -> {
                    cluster.event(job, "Normal", "Published", published(end.result()));
                    cluster.event(
                            job,
                            "Normal",
                            end.result().promoted() ? "Promoted" : "NotPromoted",
                            end.result().decision());
                }
                case FAILED -> cluster.event(job, "Warning", "RunFailed", end.message());
                case CANCELLED -> cluster.event(job, "Warning", "RunCancelled", end.message());
            }
        }

        private static Map<String, String> labels(RunEnd end) {
            return switch (end.outcome()) {
                case SUCCEEDED ->
                    Map.of(
                            JobLabels.VERSION,
                            end.result().version(),
                            JobLabels.PROMOTED,
                            Boolean.toString(end.result().promoted()));
                case FAILED, CANCELLED -> Map.of();
            };
        }

        private static String outcome(RunEnd end) {
            return switch (end.outcome()) {
                case SUCCEEDED ->
                    published(end.result())
                            + (end.result().promoted() ? "; promoted: " : "; not promoted: ")
                            + end.result().decision();
                case FAILED -> "failed: " + end.message();
                case CANCELLED -> end.message();
            };
        }

        private static String published(RunEnd.Result result) {
            return String.format(
                    Locale.ROOT,
                    "version %s of %s, %.2f%% on held-out images",
                    result.version(),
                    result.model(),
                    100 * result.heldOutAccuracy());
        }
    }
}
