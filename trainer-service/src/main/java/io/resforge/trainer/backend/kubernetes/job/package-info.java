/** Runs as Jobs of Kubernetes: what is asked for becomes a Job by pure functions, which {@link io.resforge.trainer.backend.kubernetes.job.JobApplier} applies. */
package io.resforge.trainer.backend.kubernetes.job;
