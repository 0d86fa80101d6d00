package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRuleBuilder;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.contract.ExitCode.Repeat;
import io.resforge.trainer.contract.WorkerPods;

/**
 * What becomes of a Job when one of its pods fails. What no rule names counts as one of the tries that it has: also exit code 137, by
 * which a container ends that needs more memory than it may have, for on another day it may need less.
 */
final class FailurePolicy {

    private FailurePolicy() {}

    /** The rules; for a sweep, whose members fail one by one, only the member is given up. */
    static PodFailurePolicy of(JobPayload work) {
        String giveUp =
                switch (work) {
                    case JobPayload.Training _ -> "FailJob";
                    case JobPayload.Sweep _ -> "FailIndex";
                };
        return new PodFailurePolicyBuilder()
                .withRules(
                        disruption(),
                        exit("Ignore", ExitCode.failuresWith(Repeat.FREELY)),
                        exit(giveUp, ExitCode.failuresWith(Repeat.NEVER)))
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

    private static PodFailurePolicyRule exit(String action, Integer[] codes) {
        return new PodFailurePolicyRuleBuilder()
                .withAction(action)
                .withNewOnExitCodes()
                .withContainerName(WorkerPods.CONTAINER)
                .withOperator("In")
                .withValues(codes)
                .endOnExitCodes()
                .build();
    }
}
