package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.backend.kubernetes.job.JobLabels;
import io.resforge.trainer.contract.RunLabels;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Parts of a Job that may not be there. */
public final class JobReader {

    /** As many as an Indexed Job can have whose members are retried one by one; others may have two thousand million. */
    private static final int MOST_MEMBERS = 100_000;

    private JobReader() {}

    /** A label; empty if there is none. */
    public static Optional<String> label(Job job, String key) {
        return Optional.ofNullable(job.getMetadata().getLabels()).map(it -> it.get(key));
    }

    /** The run that it says it is; empty if no run can have that id. */
    public static Optional<String> runId(Job job) {
        return label(job, RunLabels.RUN).filter(ObjectNames::isLabel);
    }

    /** Whether it is a sweep: its pods have places, and no more than a sweep can have. */
    public static boolean isIndexed(Job job) {
        return "Indexed".equals(job.getSpec().getCompletionMode()) && members(job) <= MOST_MEMBERS;
    }

    /** Whether it starts no pods, for whatever reason. */
    public static boolean isSuspended(Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    /** Whether that was asked for, and is not only what the queue does that it waits in. */
    public static boolean isSuspendedByUser(Job job) {
        return isSuspended(job)
                && (queue(job).isEmpty() || annotation(job, JobLabels.SUSPENDED).isPresent());
    }

    /** The queue of Kueue that it waits in; empty if it waits in none. */
    public static Optional<String> queue(Job job) {
        return label(job, JobLabels.QUEUE);
    }

    /** Whether it starts no pods any more, however it ended. */
    public static boolean isOver(Job job) {
        return condition(job, "Complete").isPresent()
                || condition(job, "Failed").isPresent();
    }

    /** An annotation; empty if there is none. */
    public static Optional<String> annotation(Job job, String key) {
        return Optional.ofNullable(job.getMetadata().getAnnotations()).map(it -> it.get(key));
    }

    /** Its status, in which nothing is said yet at first. */
    static JobStatus status(Job job) {
        return job.getStatus() == null ? new JobStatus() : job.getStatus();
    }

    /** A condition that holds. */
    static Optional<JobCondition> condition(Job job, String type) {
        return status(job).getConditions().stream()
                .filter(it -> type.equals(it.getType()) && "True".equals(it.getStatus()))
                .findFirst();
    }

    /** How many members a sweep has. */
    public static int members(Job job) {
        return Optional.ofNullable(job.getSpec().getCompletions()).orElse(1);
    }

    /** When it began, or went on after it was suspended; empty before. */
    static Optional<Instant> startedAt(Job job) {
        return instant(status(job).getStartTime());
    }

    /** When it was made. */
    public static Instant createdAt(Job job) {
        return instant(job.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    /** A time as Kubernetes writes it; empty if it is none. */
    public static Optional<Instant> instant(String time) {
        try {
            return Optional.ofNullable(time).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty(); // only a time to show
        }
    }

    static Map<String, String> labels(Job job) {
        return Optional.ofNullable(job.getMetadata().getLabels()).orElse(Map.of());
    }
}
