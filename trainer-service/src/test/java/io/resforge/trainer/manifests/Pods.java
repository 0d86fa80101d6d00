package io.resforge.trainer.manifests;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a pod may do, by the Pod Security Standard "restricted", and a read-only root beyond it. */
final class Pods {

    private Pods() {}

    /** The pods that an object makes. */
    static Optional<PodTemplateSpec> template(HasMetadata object) {
        return switch (object) {
            case Deployment deployment -> Optional.of(deployment.getSpec().getTemplate());
            case Job job -> Optional.of(job.getSpec().getTemplate());
            default -> Optional.empty();
        };
    }

    /** Where a pod goes beyond what is allowed, in words; nothing if it does not. */
    static List<String> violations(PodSpec pod) {
        List<String> found = new ArrayList<>();
        if (on(pod.getHostNetwork()) || on(pod.getHostPID()) || on(pod.getHostIPC())) {
            found.add("shares a namespace of its node");
        }
        if (pod.getVolumes().stream().anyMatch(Pods::isForbidden)) {
            found.add("has a volume of a kind that is not allowed");
        }
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .forEach(container -> violations(pod, container)
                        .forEach(violation -> found.add(container.getName() + " " + violation)));
        return found;
    }

    private static List<String> violations(PodSpec pod, Container container) {
        SecurityContext own = container.getSecurityContext();
        if (own == null) {
            return List.of("has no security context");
        }
        List<String> found = new ArrayList<>();
        if (on(own.getPrivileged()) || !Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())) {
            found.add("may gain privileges");
        }
        if (own.getCapabilities() == null
                || !own.getCapabilities().getDrop().equals(List.of("ALL"))
                || !own.getCapabilities().getAdd().isEmpty()) {
            found.add("has capabilities");
        }
        if (!on(own.getReadOnlyRootFilesystem())) {
            found.add("may write to its root");
        }
        boolean portsOfTheNode =
                container.getPorts().stream().anyMatch(port -> port.getHostPort() != null && port.getHostPort() != 0);
        if (portsOfTheNode) {
            found.add("takes a port of its node");
        }
        found.addAll(identity(pod, own));
        return found;
    }

    private static List<String> identity(PodSpec pod, SecurityContext own) {
        var shared = Optional.ofNullable(pod.getSecurityContext());
        List<String> found = new ArrayList<>();
        Boolean nonRoot = own.getRunAsNonRoot() != null
                ? own.getRunAsNonRoot()
                : shared.map(context -> context.getRunAsNonRoot()).orElse(null);
        Long user = own.getRunAsUser() != null
                ? own.getRunAsUser()
                : shared.map(context -> context.getRunAsUser()).orElse(null);
        if (!on(nonRoot) || Long.valueOf(0).equals(user)) {
            found.add("may be root");
        }
        var seccomp = own.getSeccompProfile() != null
                ? own.getSeccompProfile()
                : shared.map(context -> context.getSeccompProfile()).orElse(null);
        if (seccomp == null || !List.of("RuntimeDefault", "Localhost").contains(seccomp.getType())) {
            found.add("may make any system call");
        }
        return found;
    }

    private static boolean isForbidden(Volume volume) {
        return volume.getEmptyDir() == null
                && volume.getConfigMap() == null
                && volume.getSecret() == null
                && volume.getProjected() == null
                && volume.getDownwardAPI() == null
                && volume.getPersistentVolumeClaim() == null
                && volume.getEphemeral() == null
                && volume.getCsi() == null;
    }

    private static boolean on(Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
