package io.resforge.trainer.kubernetes.job;

import java.util.Optional;

/**
 * What an installation adds to each Job.
 *
 * @param image what the worker runs
 * @param resources what it gets of a node
 * @param placement where and when it runs
 * @param lifetime how often and how long it is tried
 * @param store how it reaches the store
 * @param account who it is
 * @param template what else its pods have
 */
public record JobSettings(
        WorkerImage image,
        WorkerResources resources,
        PodPlacement placement,
        JobLifetime lifetime,
        StoreAccess store,
        WorkerAccount account,
        Optional<PodTemplate> template) {}
