package io.resforge.inference.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** Is told by many threads how a model's calls go, to compare its canary with its live version. */
public interface TrialCalls {

    /** A call that asked for no version was answered in this batch, of so many images, in so many nanoseconds. */
    void answered(String version, long batch, int images, long nanos);

    /** A call that asked for no version failed by the version's fault, or its caller left or its deadline passed. */
    void failed(String version);

    /** The truth of a prediction became known; {@code call} is the same for all predictions of one call. */
    void fedBack(String version, long call, boolean correct);

    /** How the canary does beside the live version; empty while there is none. */
    Optional<TrialStanding> standing();

    /**
     * How a canary does so far. Shares are from 0 to 1, and 0 as long as there is nothing to compare.
     *
     * @param calls of the version that has fewer
     * @param callsNeeded before failures and latency are compared
     * @param failed share of the canary's calls that failed or were given up
     * @param liveFailed the same of the live version
     * @param late share of the canary's calls that took longer to compute than the live version's usually do, by the margin
     * @param liveLate share of the live version's calls that took longer than they usually do
     * @param feedback predictions with feedback, of the version that has fewer
     * @param feedbackNeeded before accuracies are compared
     * @param wrong share of the canary's predictions that were wrong
     * @param liveWrong the same of the live version
     * @param verdict in what it has fallen behind; null while it has not
     */
    record TrialStanding(
            String version,
            String live,
            long calls,
            @JsonProperty("calls_needed") long callsNeeded,
            double failed,
            @JsonProperty("live_failed") double liveFailed,
            double late,
            @JsonProperty("live_late") double liveLate,
            long feedback,
            @JsonProperty("feedback_needed") long feedbackNeeded,
            double wrong,
            @JsonProperty("live_wrong") double liveWrong,
            String verdict) {}
}
