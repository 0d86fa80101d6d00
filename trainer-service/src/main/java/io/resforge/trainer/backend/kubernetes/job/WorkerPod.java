package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.PodPlacement;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerAccount;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerResources;
import io.resforge.trainer.backend.kubernetes.job.PodTemplate.PodTree;
import io.resforge.trainer.backend.kubernetes.job.PodTemplate.StrategicMerge;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.WorkerPods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pod that a worker runs in, as the restricted Pod Security Standard wants it. */
final class WorkerPod {

    /** The process reads it as a member of the pod's group. */
    private static final int OF_OWNER_AND_GROUP = 0440;

    private WorkerPod() {}

    /** @throws IllegalArgumentException if the installation's template does not fit */
    static PodTemplateSpec of(JobRequest request, JobSettings settings) {
        PodTemplateSpec fixed = fixed(request, settings);
        PodTemplateSpec own = own(fixed, request, settings);
        return settings.template()
                .map(template -> PodTree.read(StrategicMerge.merge(
                        StrategicMerge.merge(PodTree.of(own), template.tree()), PodTree.of(fixed))))
                .orElse(own);
    }

    /** What no template changes: by it the run is found, and works on what was asked for. */
    private static PodTemplateSpec fixed(JobRequest request, JobSettings settings) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(JobLabels.ofPods(request))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withContainers(WorkerContainer.fixed(request, settings))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec own(PodTemplateSpec fixed, JobRequest request, JobSettings settings) {
        PodPlacement placement = settings.placement();
        WorkerResources resources = settings.resources();
        return new PodTemplateSpecBuilder(fixed)
                .editSpec()
                .withServiceAccountName(settings.account().serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(settings.lifetime().grace().toSeconds())
                .withPriorityClassName(placement.priorityClass().orElse(null))
                .withNodeSelector(new TreeMap<>(placement.nodeSelector()))
                .withTolerations(placement.tolerations())
                .withImagePullSecrets(settings.image().pullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withSecurityContext(security(settings.account()))
                .withContainers(WorkerContainer.of(request, settings))
                .withVolumes(volumes(resources, settings.account()))
                .endSpec()
                .build();
    }

    private static PodSecurityContext security(WorkerAccount account) {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(account.user())
                .withRunAsGroup(account.user())
                .withFsGroup(account.user())
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private static List<Volume> volumes(WorkerResources resources, WorkerAccount account) {
        List<Volume> volumes = new ArrayList<>(List.of(
                scratch(WorkerContainer.TMP, resources.scratch()), scratch(WorkerContainer.HOME, resources.home())));
        account.signingSecret()
                .ifPresent(name -> volumes.add(new VolumeBuilder()
                        .withName(WorkerContainer.KEYS)
                        .withNewSecret()
                        .withSecretName(name)
                        .withDefaultMode(OF_OWNER_AND_GROUP)
                        .endSecret()
                        .build()));
        return volumes;
    }

    private static Volume scratch(String name, Quantity limit) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(limit)
                .endEmptyDir()
                .build();
    }

    /** The container that trains. */
    private static final class WorkerContainer {

        static final String TMP = "tmp";
        static final String HOME = "home";
        static final String KEYS = "keys";

        private static final String HOME_FOLDER = "/var/lib/resforge";
        private static final String METRICS = "metrics";
        private static final int METRICS_PORT = 8082;

        private WorkerContainer() {}

        /** What no template changes. */
        static Container fixed(JobRequest request, JobSettings settings) {
            return new ContainerBuilder()
                    .withName(WorkerPods.CONTAINER)
                    .withArgs(JobArguments.of(request, settings))
                    .withEnv(run())
                    .build();
        }

        static Container of(JobRequest request, JobSettings settings) {
            return new ContainerBuilder(fixed(request, settings))
                    .withImage(settings.image().name())
                    .withImagePullPolicy(settings.image().pullPolicy().name())
                    .withEnvFrom(settings.store().sources())
                    .withEnv(environment(settings))
                    .addNewPort()
                    .withName(METRICS)
                    .withContainerPort(METRICS_PORT)
                    .endPort()
                    .withNewResources()
                    .withRequests(settings.resources().requests())
                    .withLimits(settings.resources().limits())
                    .endResources()
                    .withLivenessProbe(liveness())
                    // The worker leaves its last words; of one that had no time for any, the end of its log tells more
                    // than
                    // a number.
                    .withTerminationMessagePolicy("FallbackToLogsOnError")
                    .withSecurityContext(security())
                    .withVolumeMounts(mounts(settings.account()))
                    .build();
        }

        private static List<EnvVar> environment(JobSettings settings) {
            List<EnvVar> environment = new ArrayList<>();
            environment.add(run());
            environment.add(field(WorkerPods.POD_NAME, "metadata.name"));
            environment.add(field(WorkerPods.POD_UID, "metadata.uid"));
            Map<String, String> values = new TreeMap<>(settings.store().environment());
            values.putAll(settings.account().environment());
            values.put(WorkerPods.STORE, ContainerText.literal(settings.store().location()));
            values.put(WorkerPods.HOME, HOME_FOLDER);
            values.put(WorkerPods.GRACE, settings.lifetime().grace().toSeconds() + "s");
            values.put(WorkerPods.METRICS_PORT, Integer.toString(METRICS_PORT));
            values.forEach((name, value) -> environment.add(new EnvVar(name, value, null)));
            return environment;
        }

        private static EnvVar run() {
            return field(WorkerPods.RUN, "metadata.labels['" + RunLabels.RUN + "']");
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

        /** A worker that hangs says so, after minutes; a machine that has too much to do may miss some probes. */
        private static Probe liveness() {
            return new ProbeBuilder()
                    .withNewHttpGet()
                    .withPath(WorkerPods.HEALTH)
                    .withNewPort(METRICS)
                    .endHttpGet()
                    .withInitialDelaySeconds(60)
                    .withPeriodSeconds(30)
                    .withTimeoutSeconds(10)
                    .withFailureThreshold(4)
                    .build();
        }

        private static SecurityContext security() {
            return new SecurityContextBuilder()
                    .withAllowPrivilegeEscalation(false)
                    .withReadOnlyRootFilesystem(true)
                    .withNewCapabilities()
                    .addToDrop("ALL")
                    .endCapabilities()
                    .build();
        }

        private static List<VolumeMount> mounts(WorkerAccount account) {
            List<VolumeMount> mounts = new ArrayList<>(List.of(mount(TMP, "/tmp"), mount(HOME, HOME_FOLDER)));
            account.signingSecret()
                    .ifPresent(name -> mounts.add(new VolumeMountBuilder(mount(KEYS, WorkerAccount.KEYS_FOLDER))
                            .withReadOnly(true)
                            .build()));
            return mounts;
        }

        private static VolumeMount mount(String volume, String folder) {
            return new VolumeMountBuilder()
                    .withName(volume)
                    .withMountPath(folder)
                    .build();
        }
    }
}
