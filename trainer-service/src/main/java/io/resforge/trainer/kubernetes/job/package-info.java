/** Runs as Jobs of Kubernetes: what is asked for becomes a Job by pure functions, which {@link io.resforge.trainer.kubernetes.job.Jobs} applies. */
package io.resforge.trainer.kubernetes.job;
