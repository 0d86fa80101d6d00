package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.contract.MemberId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Finds a run's Job beside that of a sweep whose member the run would be. A submission looks for such a Job itself, and takes its own back:
 * what stays so for a minute is of one that was cut off in between.
 */
final class Collisions {

    private static final Logger LOG = Logger.getLogger(Collisions.class);

    /** A submission looks within seconds. */
    static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** Names who made a Job. */
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Two Jobs that cannot both be: the one that stays, and the one that goes. */
    record Collision(Job first, Job later) {

        /** Kubernetes tells when a Job was made to the second only; of two of the same second the sweep goes, which costs less to repeat. */
        static Collision of(Job run, Job sweep) {
            return JobReader.createdAt(sweep).isBefore(JobReader.createdAt(run))
                    ? new Collision(sweep, run)
                    : new Collision(run, sweep);
        }

        private List<String> uids() {
            return List.of(first.getMetadata().getUid(), later.getMetadata().getUid());
        }
    }

    private final JobRecords records;
    private final LongSupplier nanoTime;

    /** When two were first seen, by their uids. */
    private final Map<List<String>, Long> since = new HashMap<>();

    Collisions(JobRecords records, LongSupplier nanoTime) {
        this.records = records;
        this.nanoTime = nanoTime;
    }

    /** Those that have been there for a minute, and whose later Job a control plane has made and goes on. */
    List<Collision> lasting(List<Job> jobs) {
        Map<String, Job> byId = new HashMap<>();
        jobs.forEach(job -> JobReader.runId(job).ifPresent(id -> byId.put(id, job)));
        List<Collision> all = byId.entrySet().stream()
                .flatMap(it -> collision(it.getKey(), it.getValue(), byId).stream())
                .filter(it -> isToGo(it.later()))
                .toList();
        since.keySet().retainAll(all.stream().map(Collision::uids).toList());
        long now = nanoTime.getAsLong();
        all.forEach(it -> since.putIfAbsent(it.uids(), now));
        return all.stream()
                .filter(it -> now - since.get(it.uids()) >= TIMEOUT.toNanos())
                .toList();
    }

    private static Optional<Collision> collision(String runId, Job run, Map<String, Job> byId) {
        return MemberId.parse(runId).flatMap(id -> Optional.ofNullable(byId.get(id.sweep()))
                .filter(sweep -> JobRuns.member(sweep, id).isPresent())
                .map(sweep -> Collision.of(run, sweep)));
    }

    /** What was applied by hand is left to who applied it. */
    private static boolean isToGo(Job later) {
        return JobReader.label(later, MANAGED_BY)
                        .filter(JobApplier.FIELD_MANAGER::equals)
                        .isPresent()
                && later.getMetadata().getDeletionTimestamp() == null
                && !JobReader.isOver(later);
    }

    /** Takes the later one back. */
    void withdraw(Collision collision) {
        String runId = JobReader.runId(collision.later()).orElseThrow();
        records.withdraw(collision.later(), runId);
        LOG.warnf(
                "The Job of '%s' is withdrawn: that of '%s' was there before, and one would be a member of the other",
                runId, JobReader.runId(collision.first()).orElseThrow());
    }
}
