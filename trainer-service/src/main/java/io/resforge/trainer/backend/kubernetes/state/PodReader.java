package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.resforge.trainer.contract.WorkerPods;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Parts of a pod that may not be there. */
public final class PodReader {

    /** By creation; pods of one second by name, so that the order is the same everywhere. */
    public static final Comparator<Pod> OLDEST_FIRST = Comparator.comparing(
                    (Pod pod) -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp())
                            .orElse(""))
            .thenComparing(pod -> pod.getMetadata().getName());

    private static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private PodReader() {}

    /** Which member of a sweep it works on; empty if it is of none. */
    public static OptionalInt index(Pod pod) {
        String index = Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(it -> it.get(INDEX))
                .or(() -> Optional.ofNullable(pod.getMetadata().getLabels()).map(it -> it.get(INDEX)))
                .orElse("");
        return index.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(index)) : OptionalInt.empty();
    }

    /** The name of the container that trains; the only one of a Job that was applied by hand may have another name. */
    public static String worker(Pod pod) {
        List<String> names = pod.getSpec().getContainers().stream()
                .map(container -> container.getName())
                .toList();
        return names.contains(WorkerPods.CONTAINER) || names.isEmpty() ? WorkerPods.CONTAINER : names.getFirst();
    }

    /** Whether the worker's container has begun, so that there is a log. */
    public static boolean hasStarted(Pod pod) {
        return container(pod)
                .filter(it -> it.getState() != null)
                .filter(it ->
                        it.getState().getRunning() != null || it.getState().getTerminated() != null)
                .isPresent();
    }

    /** Whether it works no more and will not again. */
    public static boolean isOver(Pod pod) {
        return hasSucceeded(pod) || phase(pod).equals("Failed");
    }

    /** Whether the worker's container has ended; its pod may not have. */
    static boolean hasEnded(Pod pod) {
        return container(pod)
                .filter(it -> it.getState() != null && it.getState().getTerminated() != null)
                .isPresent();
    }

    static boolean hasSucceeded(Pod pod) {
        return phase(pod).equals("Succeeded");
    }

    static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    /** The status of the worker's container; empty before a node has the pod. */
    static Optional<ContainerStatus> container(Pod pod) {
        String name = worker(pod);
        return statuses(pod).filter(it -> name.equals(it.getName())).findFirst();
    }

    /** The containers whose turn it is: those that prepare the pod first. */
    static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null
                ? Stream.of()
                : Stream.concat(pod.getStatus().getInitContainerStatuses().stream(), statuses(pod));
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null ? Stream.of() : pod.getStatus().getContainerStatuses().stream();
    }

    /** A condition, whatever its status is. */
    static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(it -> type.equals(it.getType()))
                        .findFirst();
    }

    /** A condition that holds. */
    static Optional<PodCondition> holding(Pod pod, String type) {
        return condition(pod, type).filter(it -> "True".equals(it.getStatus()));
    }

    /** How much memory the worker may have, such as {@code 4Gi}. */
    static Optional<String> memoryLimit(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(it -> it.getName().equals(worker(pod)) && it.getResources() != null)
                .map(it -> Optional.ofNullable(it.getResources().getLimits()).orElse(Map.of()))
                .flatMap(limits -> Stream.ofNullable(limits.get("memory")))
                .map(Object::toString)
                .findFirst();
    }
}
