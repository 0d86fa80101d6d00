package io.resforge.inference.rollout;


import io.resforge.registry.value.FieldChecks;
import java.time.Duration;

/**
 * A version on trial: it answers a share of the calls, and is taken out when it falls behind the live one.
 *
 * @param target which version. The champion: each newly promoted version is on trial for the period, beside the champion before it
 * @param share of the calls that ask for no version in particular, above 0 and at most 1
 * @param period how long a new champion is on trial
 * @param margins how far it may fall behind
 */
public record CanaryPolicy(Target target, double share, Duration period, Margins margins) {

    public CanaryPolicy {
        FieldChecks.share("the canary's share", share);
        if (share == 0) {
            throw new IllegalArgumentException("the canary's share must be above 0 and at most 1, was " + share);
        }
    }

    /**
     * How far a canary may fall behind the live version: which differences matter. That there is one is for the test to prove.
     *
     * @param calls that both must have had before errors and latency are compared, at least 1
     * @param errors how much higher its share of calls that fail or are given up may be, from 0 to 1
     * @param latency how many times as long as the live version's its calls may take, at least 1
     * @param feedback predictions of both of which the truth must be known before accuracies are compared, at least 1
     * @param accuracy how much lower its share of right predictions may be, from 0 to 1
     */
    public record Margins(int calls, double errors, double latency, int feedback, double accuracy) {

        public Margins {
            FieldChecks.atLeast("the canary's calls", 1, calls);
            FieldChecks.share("the canary's error margin", errors);
            if (!(latency >= 1)) {
                throw new IllegalArgumentException("the canary's latency ratio must be at least 1, was " + latency);
            }
            FieldChecks.atLeast("the canary's feedback", 1, feedback);
            FieldChecks.share("the canary's accuracy margin", accuracy);
        }
    }
}
