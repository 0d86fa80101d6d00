package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.resforge.trainer.contract.ExitCode;
import java.util.Optional;

/**
 * Why a pod failed.
 *
 * @param disrupted whether the worker is not to blame: it made room for another, lost its node, or was stopped
 */
record PodFailure(String words, boolean disrupted) {

    /** Empty for a pod that has not failed. */
    static Optional<PodFailure> of(Pod pod) {
        Optional<PodCondition> disruption = PodReader.holding(pod, "DisruptionTarget");
        if (disruption.isPresent()) {
            return Optional.of(new PodFailure(disrupted(disruption.get()), true));
        }
        if (!PodReader.phase(pod).equals("Failed")) {
            return Optional.empty();
        }
        Optional<PodFailure> exit = PodReader.containers(pod)
                .filter(it -> it.getState() != null && it.getState().getTerminated() != null)
                .map(it -> it.getState().getTerminated())
                .filter(it -> it.getExitCode() != null && it.getExitCode() != 0)
                .findFirst()
                .map(terminated -> exit(pod, terminated));
        // What the kubelet says of the whole pod comes first: an evicted pod's worker ends by a signal too.
        return pod.getStatus().getReason() == null
                ? Optional.of(exit.orElse(new PodFailure("its pod failed without a reason", false)))
                : Optional.of(whole(pod));
    }

    private static String disrupted(PodCondition condition) {
        String what =
                switch (String.valueOf(condition.getReason())) {
                    case "PreemptionByScheduler" -> "it made room for a run that goes first";
                    case "DeletionByTaintManager" -> "its node was lost or drained";
                    case "EvictionByEvictionAPI" -> "it was evicted";
                    case "DeletionByPodGC" -> "its node is gone";
                    case "TerminationByKubelet" -> "its node ran short of something or shut down";
                    default -> "it was disrupted";
                };
        return what + said(condition.getMessage());
    }

    private static PodFailure whole(Pod pod) {
        String reason = pod.getStatus().getReason();
        String said = said(pod.getStatus().getMessage());
        return switch (reason) {
            case "Evicted" -> new PodFailure("it was evicted" + said, true);
            case "NodeLost" -> new PodFailure("its node was lost" + said, true);
            case "NodeShutdown", "Terminated", "Shutdown" -> new PodFailure("its node shut down" + said, true);
            default -> new PodFailure("its pod failed (" + reason + ")" + said, false);
        };
    }

    private static PodFailure exit(Pod pod, ContainerStateTerminated end) {
        int code = end.getExitCode();
        String said = said(end.getMessage());
        if ("OOMKilled".equals(end.getReason())) {
            String limit = PodReader.memoryLimit(pod)
                    .map(it -> ", of which it may have " + it)
                    .orElse("");
            return new PodFailure("it ran out of memory" + limit + " (OOMKilled, exit code " + code + ")", false);
        }
        String reason = end.getReason() == null || end.getReason().equals("Error") ? "" : end.getReason() + ", ";
        return new PodFailure(
                "it " + reason + ExitCode.words(code) + said, ExitCode.repeat(code) == ExitCode.Repeat.FREELY);
    }

    private static String said(String message) {
        return message == null || message.isBlank() ? "" : ": " + message.strip();
    }
}
