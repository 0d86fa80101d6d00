package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.OptionalInt;

/**
 * A run that a Job works on.
 *
 * @param id of the run
 * @param job that works on it
 * @param member its place, if the Job is a sweep and this one of its members
 */
record JobRun(String id, Job job, OptionalInt member) {

    String jobName() {
        return job.getMetadata().getName();
    }
}
