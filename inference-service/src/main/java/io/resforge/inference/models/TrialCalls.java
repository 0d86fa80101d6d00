package io.resforge.inference.models;

/**
 * Is told how a model's calls go, so that its canary can be compared with its live version. Called by many threads at
 * once.
 */
public interface TrialCalls {

    /**
     * A call that left the choice to the server was answered.
     *
     * @param batch tells the batch that it was computed in from others
     * @param images of that batch, at least 1
     * @param nanos that computing it took
     */
    void answered(String version, long batch, int images, long nanos);

    /**
     * A call that left the choice to the server was not answered, for a reason that lies with the version; or its
     * caller gave up, or its deadline passed.
     */
    void failed(String version);

    /**
     * The truth of a prediction became known.
     *
     * @param call tells the predictions of one call from those of others
     */
    void fedBack(String version, long call, boolean correct);
}
