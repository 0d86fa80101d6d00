package io.resforge.trainer.kubernetes.job;

/**
 * Who a worker is.
 *
 * @param serviceAccount in Kubernetes, where it may do nothing; a cloud may tie access to the store to it
 * @param user and group, as a number above 0: never the superuser
 */
public record WorkerAccount(String serviceAccount, long user) {

    private static final long LARGEST = Integer.MAX_VALUE;

    public WorkerAccount {
        KubernetesNames.object("the workers' service account", serviceAccount);
        if (user < 1 || user > LARGEST) {
            throw new IllegalArgumentException("the workers' user must be a number from 1, was " + user);
        }
    }
}
