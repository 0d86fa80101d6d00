package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;

/** Jobs and pods that tests begin with. */
public final class ClusterSamples {

    /** When they are made. */
    public static final String MADE = "2026-11-21T11:34:00Z";

    private ClusterSamples() {}

    /** A Job as a person would write it, once Kubernetes has it. */
    public static JobBuilder job(String runId) {
        return new JobBuilder()
                .withNewMetadata()
                .withName(runId)
                .withNamespace("lab")
                .withUid("uid-" + runId)
                .withCreationTimestamp(MADE)
                .addToLabels("resforge.io/run", runId)
                .addToLabels("resforge.io/model", "digits")
                .addToLabels("resforge.io/recipe", "he2016-resnet20")
                .endMetadata()
                .withNewSpec()
                .withActiveDeadlineSeconds(3600L)
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("worker")
                .withImage("trainer")
                .withArgs("train", "--recipe=he2016-resnet20", "--set=epochs=3", "--data", "sample")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    /** A sweep with so many members. */
    public static JobBuilder sweep(String runId, int members) {
        return job(runId)
                .editMetadata()
                .addToLabels("resforge.io/sweep", runId)
                .endMetadata()
                .editSpec()
                .withCompletionMode("Indexed")
                .withCompletions(members)
                .withParallelism(2)
                .endSpec();
    }

    /** A pod of that Job, not yet scheduled. */
    public static PodBuilder pod(Job job, String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("lab")
                .withCreationTimestamp(MADE)
                .withLabels(Map.of(
                        "batch.kubernetes.io/controller-uid", job.getMetadata().getUid()))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("worker")
                .withNewResources()
                .addToLimits("memory", new Quantity("4Gi"))
                .endResources()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus();
    }

    /** One whose worker runs. */
    public static Pod running(Job job, String name) {
        return pod(job, name)
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .editStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** One whose worker waits for a reason. */
    public static Pod waiting(Job job, String reason, String message) {
        return pod(job, "a")
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .editStatus()
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** One whose worker ended. */
    public static Pod ended(Job job, String name, int exitCode, String reason) {
        return pod(job, name)
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .editStatus()
                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** A pod that has ended, with the last words of its worker. */
    public static Pod saying(Pod ended, String words) {
        return new PodBuilder(ended)
                .editStatus()
                .editFirstContainerStatus()
                .editState()
                .editTerminated()
                .withMessage(words)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** The Job with a condition that holds. */
    public static Job with(Job job, String condition, String reason, String message) {
        return new JobBuilder(job)
                .editOrNewStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime("2026-11-21T12:00:00Z")
                .endCondition()
                .endStatus()
                .build();
    }
}
