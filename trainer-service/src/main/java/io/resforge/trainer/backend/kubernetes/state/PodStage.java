package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Map;
import java.util.Optional;

/** How far a pod is. */
record PodStage(Kind kind, String words) {

    /** The way of a pod. */
    enum Kind {
        /** No node has it. */
        UNSCHEDULED,
        /** A node prepares it. */
        STARTING,
        /** A node fetches its image, or tries to. */
        PULLING,
        /** The worker runs. */
        RUNNING,
        /** It is over. */
        OVER
    }

    /** Why a container waits that has no image. The kubelet tries some of these again, for ever. */
    private static final Map<String, String> NO_IMAGE = Map.of(
            "ErrImagePull", "the image cannot be pulled",
            "ImagePullBackOff", "the image cannot be pulled",
            "InvalidImageName", "the image has no valid name",
            "ErrImageNeverPull", "the image is not on the node, and may not be pulled",
            "ImageInspectError", "the image on the node is damaged",
            "RegistryUnavailable", "the registry of the image cannot be reached");

    private static final String CREATING = "ContainerCreating";

    /** Since Kubernetes 1.29: volumes and network are there, so that only the image can be missing. */
    private static final String PREPARED = "PodReadyToStartContainers";

    static PodStage of(Pod pod) {
        // The kubelet tells of a container's end first, and of the pod's a second later.
        if (PodReader.isOver(pod) || PodReader.hasEnded(pod)) {
            return new PodStage(Kind.OVER, "");
        }
        Optional<PodCondition> scheduled = PodReader.condition(pod, "PodScheduled");
        boolean hasNode = pod.getSpec().getNodeName() != null
                || scheduled.filter(it -> "True".equals(it.getStatus())).isPresent();
        if (!hasNode) {
            return new PodStage(
                    Kind.UNSCHEDULED, scheduled.map(PodStage::unscheduled).orElse("waits for the scheduler"));
        }
        boolean running = PodReader.container(pod)
                .filter(it -> it.getState() != null && it.getState().getRunning() != null)
                .isPresent();
        return running ? new PodStage(Kind.RUNNING, "") : preparing(pod);
    }

    private static String unscheduled(PodCondition scheduled) {
        return switch (String.valueOf(scheduled.getReason())) {
            case "Unschedulable" -> "unschedulable: " + scheduled.getMessage();
            case "SchedulingGated" -> "held back by a scheduling gate";
            default -> "waits for the scheduler";
        };
    }

    private static PodStage preparing(Pod pod) {
        Optional<ContainerStateWaiting> waiting = PodReader.containers(pod)
                .filter(it -> it.getState() != null && it.getState().getWaiting() != null)
                .map(it -> it.getState().getWaiting())
                .filter(it -> !"PodInitializing".equals(it.getReason()))
                .findFirst();
        String reason = waiting.map(ContainerStateWaiting::getReason).orElse(CREATING);
        if (NO_IMAGE.containsKey(reason)) {
            return new PodStage(Kind.PULLING, NO_IMAGE.get(reason) + " (" + reason + ")" + said(waiting.orElseThrow()));
        }
        if (!reason.equals(CREATING)) {
            return new PodStage(Kind.STARTING, reason + said(waiting.orElseThrow()));
        }
        String node = pod.getSpec().getNodeName() == null
                ? "the node"
                : "node " + pod.getSpec().getNodeName();
        return PodReader.holding(pod, PREPARED).isPresent()
                ? new PodStage(Kind.PULLING, node + " fetches the image")
                : new PodStage(Kind.STARTING, node + " prepares the pod");
    }

    private static String said(ContainerStateWaiting waiting) {
        return waiting.getMessage() == null || waiting.getMessage().isBlank() ? "" : ": " + waiting.getMessage();
    }
}
