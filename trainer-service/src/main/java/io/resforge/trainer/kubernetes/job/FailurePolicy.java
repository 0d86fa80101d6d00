package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRuleBuilder;

/**
 * What becomes of a Job when one of its pods fails. What no rule names counts as one of the tries that it has: also exit code 137, by
 * which a container ends that needs more memory than it may have, for on another day it may need less.
 */
final class FailurePolicy {

    /** The worker was stopped and kept a snapshot. */
    private static final int STOPPED = 75;

    /** Arguments or data that no other try makes right. */
    private static final int BAD_INPUT = 2;

    /** Another try changes nothing: the loss became no number, the run was cancelled, or Java's heap is too small. */
    private static final int FUTILE = 3;

    private FailurePolicy() {}

    /** The rules; for a sweep, whose members fail one by one, only the member is given up. */
    static PodFailurePolicy of(Work work) {
        String giveUp =
                switch (work) {
                    case Work.Training _ -> "FailJob";
                    case Work.Sweep _ -> "FailIndex";
                };
        return new PodFailurePolicyBuilder()
                .withRules(disruption(), exit("Ignore", STOPPED), exit(giveUp, BAD_INPUT, FUTILE))
                .build();
    }

    /** Preempted, evicted, or its node is gone. */
    private static PodFailurePolicyRule disruption() {
        return new PodFailurePolicyRuleBuilder()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .build();
    }

    private static PodFailurePolicyRule exit(String action, Integer... codes) {
        return new PodFailurePolicyRuleBuilder()
                .withAction(action)
                .withNewOnExitCodes()
                .withContainerName(WorkerContainer.NAME)
                .withOperator("In")
                .withValues(codes)
                .endOnExitCodes()
                .build();
    }
}
