package io.resforge.trainer.app.kubernetes;

import io.resforge.trainer.app.kubernetes.KubernetesConfig.KubernetesConverters.NamedValue;
import io.resforge.trainer.backend.kubernetes.job.JobSettings;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.JobLifetime;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.PodPlacement;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.StoreAccess;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerAccount;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerImage;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerResources;
import io.resforge.trainer.backend.kubernetes.job.PodTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what an installation adds to each Job. */
final class SettingsReader {

    private final KubernetesConfig config;

    private final boolean requireSignature;

    private SettingsReader(KubernetesConfig config, boolean requireSignature) {
        this.config = config;
        this.requireSignature = requireSignature;
    }

    /**
     * @param store where the store is
     * @param snapshotInterval how often a worker keeps a snapshot
     * @param requireSignature whether workers refuse what no trusted key signed
     * @throws IllegalArgumentException if something does not fit; the message says what, and what is allowed
     */
    static JobSettings read(
            KubernetesConfig config, String store, Duration snapshotInterval, boolean requireSignature) {
        return new SettingsReader(config, requireSignature).read(store, snapshotInterval);
    }

    private JobSettings read(String store, Duration snapshotInterval) {
        return new JobSettings(
                image(),
                resources(),
                new PodPlacement(
                        map("node-selector", config.nodeSelector()),
                        config.tolerations().orElse(List.of()),
                        config.priorityClass(),
                        config.queue()),
                lifetime(snapshotInterval),
                new StoreAccess(
                        store, config.storeConfigMap(), config.storeSecret(), map("environment", config.environment())),
                new WorkerAccount(config.serviceAccount(), config.user(), config.signingSecret(), requireSignature),
                template());
    }

    private WorkerImage image() {
        String name = config.image()
                .orElseThrow(() -> new IllegalArgumentException(
                        "image must be given, such as registry.example/resforge/trainer:0.1.0"));
        return new WorkerImage(
                name, config.imagePullPolicy(), config.imagePullSecrets().orElse(List.of()));
    }

    private WorkerResources resources() {
        return new WorkerResources(
                config.cpu(),
                config.cpuLimit(),
                config.memory(),
                config.memoryLimit().orElse(config.memory()),
                config.gpus(),
                config.gpuResource(),
                config.scratch(),
                config.home());
    }

    private JobLifetime lifetime(Duration snapshotInterval) {
        return new JobLifetime(
                config.retries(),
                config.deadline(),
                config.sweep().deadline(),
                config.ttl(),
                config.grace(),
                snapshotInterval,
                config.sweep().maxFailed());
    }

    private static Map<String, String> map(String name, Optional<List<NamedValue>> assignments) {
        try {
            return assignments.orElse(List.of()).stream()
                    .collect(Collectors.toUnmodifiableMap(NamedValue::name, NamedValue::value));
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(name + " must name each key once: " + e.getMessage(), e);
        }
    }

    private Optional<PodTemplate> template() {
        if (config.podTemplate().isPresent() && config.podTemplateFile().isPresent()) {
            throw new IllegalArgumentException("either pod-template or pod-template-file can be given, not both");
        }
        return config.podTemplate()
                .or(() -> config.podTemplateFile().map(SettingsReader::content))
                .map(PodTemplate::yaml);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT, "pod-template-file must be a file that can be read, was '%s': %s", file, e),
                    e);
        }
    }
}
