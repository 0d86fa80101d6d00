package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.WorkerPods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The container that trains. */
final class WorkerContainer {

    static final String TMP = "tmp";
    static final String HOME = "home";

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
                // The worker leaves its last words; of one that had no time for any, the end of its log tells more than
                // a number.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withSecurityContext(security())
                .withVolumeMounts(mount(TMP, "/tmp"), mount(HOME, HOME_FOLDER))
                .build();
    }

    private static List<EnvVar> environment(JobSettings settings) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(run());
        environment.add(field(WorkerPods.POD_NAME, "metadata.name"));
        environment.add(field(WorkerPods.POD_UID, "metadata.uid"));
        Map<String, String> values = new TreeMap<>(settings.store().environment());
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

    private static VolumeMount mount(String volume, String folder) {
        return new VolumeMountBuilder().withName(volume).withMountPath(folder).build();
    }
}
