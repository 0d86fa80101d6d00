package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.kubernetes.KubernetesRuns;
import io.resforge.trainer.kubernetes.job.JobApplier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** The control plane of a cluster; made when it is first asked for, which on a laptop nobody does. */
final class ClusterBeans {

    /** A change that a watch lost is noticed after so long. */
    private static final Duration RESYNC = Duration.ofMinutes(1);

    /** What is missing in two looks is gone: a deleted Job's run is cancelled within a minute. */
    private static final Duration RECONCILE = Duration.ofSeconds(20);

    /** An API server may be upgraded in the meantime. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Produces
    @Singleton
    KubernetesRuns runs(
            KubernetesClient client, RunStore store, Checkpoints checkpoints, JobApplier jobs, Clock clock) {
        KubernetesRuns.Settings settings =
                new KubernetesRuns.Settings(client.getNamespace(), RESYNC, RECONCILE, PATIENCE);
        return new KubernetesRuns(client, store, checkpoints, jobs, settings, clock, new SecureRandom());
    }
}
