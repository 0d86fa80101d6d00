package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pod that a worker runs in, as the restricted Pod Security Standard wants it. */
final class WorkerPod {

    static final String CONTAINER = "worker";

    private static final String HOME = "/var/lib/resforge";
    private static final int METRICS_PORT = 8082;

    private final JobRequest request;
    private final JobSettings settings;

    private WorkerPod(JobRequest request, JobSettings settings) {
        this.request = request;
        this.settings = settings;
    }

    /** @throws IllegalArgumentException if the installation's template does not fit */
    static PodTemplateSpec of(JobRequest request, JobSettings settings) {
        WorkerPod pod = new WorkerPod(request, settings);
        PodTemplateSpec own = pod.own();
        return settings.template()
                .map(template -> PodTree.read(StrategicMerge.merge(
                        StrategicMerge.merge(PodTree.of(own), template.tree()), PodTree.of(pod.fixed()))))
                .orElse(own);
    }

    /** What no template changes: by it the run is found, and works on what was asked for. */
    private PodTemplateSpec fixed() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(JobLabels.of(request))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName(CONTAINER)
                .withArgs(WorkerArguments.of(request, settings))
                .withEnv(field("RESFORGE_RUN", "metadata.labels['" + JobLabels.RUN + "']"))
                .endContainer()
                .endSpec()
                .build();
    }

    private PodTemplateSpec own() {
        Placement placement = settings.placement();
        return new PodTemplateSpecBuilder(fixed())
                .editSpec()
                .withServiceAccountName(settings.account().serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(settings.lifetime().grace().toSeconds())
                .withPriorityClassName(placement.priorityClass().orElse(null))
                .withNodeSelector(placement.nodeSelector().isEmpty() ? null : new TreeMap<>(placement.nodeSelector()))
                .withTolerations(placement.tolerations())
                .withImagePullSecrets(settings.image().pullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withSecurityContext(podSecurity())
                .withContainers(container())
                .withVolumes(
                        scratch("tmp", settings.resources().scratch()),
                        scratch("home", settings.resources().home()))
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(settings.image().name())
                .withImagePullPolicy(settings.image().pullPolicy().name())
                .withArgs(WorkerArguments.of(request, settings))
                .withEnvFrom(settings.store().sources())
                .withEnv(environment())
                .addNewPort()
                .withName("metrics")
                .withContainerPort(METRICS_PORT)
                .endPort()
                .withNewResources()
                .withRequests(settings.resources().requests())
                .withLimits(settings.resources().limits())
                .endResources()
                .withSecurityContext(new SecurityContextBuilder()
                        .withAllowPrivilegeEscalation(false)
                        .withReadOnlyRootFilesystem(true)
                        .withNewCapabilities()
                        .addToDrop("ALL")
                        .endCapabilities()
                        .build())
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("home")
                .withMountPath(HOME)
                .endVolumeMount()
                .build();
    }

    private List<EnvVar> environment() {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(field("RESFORGE_RUN", "metadata.labels['" + JobLabels.RUN + "']"));
        environment.add(field("POD_NAME", "metadata.name"));
        environment.add(field("POD_UID", "metadata.uid"));
        Map<String, String> values = new TreeMap<>(settings.store().environment());
        values.put("RESFORGE_STORE", settings.store().location());
        values.put("RESFORGE_HOME", HOME);
        values.put("RESFORGE_METRICS_PORT", Integer.toString(METRICS_PORT));
        values.forEach((name, value) -> environment.add(new EnvVar(name, value, null)));
        return environment;
    }

    private PodSecurityContext podSecurity() {
        long user = settings.account().user();
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(user)
                .withRunAsGroup(user)
                .withFsGroup(user)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private static Volume scratch(String name, Quantity limit) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(limit)
                .endEmptyDir()
                .build();
    }
}
