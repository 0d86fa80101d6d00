package io.resforge.inference.rollout;


import io.resforge.registry.value.FieldChecks;

/**
 * A version that computes a copy of some calls; its answers are compared and never returned.
 *
 * @param target which version
 * @param share of the calls that ask for no version in particular, from 0 to 1
 */
public record ShadowPolicy(Target target, double share) {

    public ShadowPolicy {
        FieldChecks.share("the shadow's share", share);
    }
}
