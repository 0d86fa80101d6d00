package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** What became of a submission. */
public sealed interface SubmissionResult {

    /** The Job that has the run's name now. */
    Job job();

    /** There was none, and it was made. */
    record Created(Job job) implements SubmissionResult {}

    /** The same was submitted before; nothing was changed. */
    record Repeated(Job job) implements SubmissionResult {}

    /** There is another Job of this name; nothing was changed. */
    record Taken(Job job) implements SubmissionResult {}
}
