package io.resforge.trainer.kubernetes.job;

/** Applies Jobs. */
public final class Jobs {

    /** Who Kubernetes has down as the owner of a Job's fields. */
    public static final String FIELD_MANAGER = "resforge";
}
