package io.resforge.trainer.contract;

/** What the control plane and a worker in a pod must agree on, beside its arguments, its exit codes and its labels. */
public final class WorkerPods {

    /** {@link io.resforge.registry.run.RunAttempt#launcher} of an attempt that is a pod. */
    public static final String KIND = "kubernetes";

    /** The name of the container that trains, beside others that a template or a webhook adds. */
    public static final String CONTAINER = "worker";

    /** The variable with the id of the run; of a sweep, without the member's place. */
    public static final String RUN = "RESFORGE_RUN";

    /** The variable with the place of a member in its sweep, which Kubernetes sets in pods of an Indexed Job. */
    public static final String INDEX = "JOB_COMPLETION_INDEX";

    /** The variable with the location of the store. */
    public static final String STORE = "RESFORGE_STORE";

    /** The variable with the folder for what belongs to the pod only. */
    public static final String HOME = "RESFORGE_HOME";

    /** The variable with the time between the signal to stop and the kill. */
    public static final String GRACE = "RESFORGE_GRACE";

    /** The variable with the port that metrics and health are served at. */
    public static final String METRICS_PORT = "RESFORGE_METRICS_PORT";

    /** The variable with the file of the private key that versions and promotions are signed with. */
    public static final String SIGNING_KEY = "RESFORGE_SIGNING_KEY";

    /** The variable with the files of the public keys whose signatures count, separated by commas. */
    public static final String TRUSTED_KEYS = "RESFORGE_TRUSTED_KEYS";

    /** The variable that says whether what no trusted key signed is refused. */
    public static final String REQUIRE_SIGNATURE = "RESFORGE_REQUIRE_SIGNATURE";

    /** The variable with the pod's name. */
    public static final String POD_NAME = "POD_NAME";

    /** The variable with the pod's uid. */
    public static final String POD_UID = "POD_UID";

    /** The path that answers whether the worker is well. */
    public static final String HEALTH = "/healthz";

    private WorkerPods() {}
}
