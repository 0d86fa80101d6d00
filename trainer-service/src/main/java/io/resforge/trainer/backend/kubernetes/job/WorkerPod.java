package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.PodPlacement;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerAccount;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerResources;
import java.util.TreeMap;

/** The pod that a worker runs in, as the restricted Pod Security Standard wants it. */
final class WorkerPod {

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
                .withVolumes(
                        scratch(WorkerContainer.TMP, resources.scratch()),
                        scratch(WorkerContainer.HOME, resources.home()))
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

    private static Volume scratch(String name, Quantity limit) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(limit)
                .endEmptyDir()
                .build();
    }
}
