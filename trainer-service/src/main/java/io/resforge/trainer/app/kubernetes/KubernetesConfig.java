package io.resforge.trainer.app.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.resforge.trainer.app.TrainerConverters;
import io.resforge.trainer.app.kubernetes.KubernetesConfig.KubernetesConverters.NamedValue;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerImage;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** How runs become Jobs; only used with {@code resforge.launcher=kubernetes}. */
@ConfigMapping(prefix = "resforge.kubernetes")
public interface KubernetesConfig {

    /** Where the Jobs are; the control plane's own namespace. */
    Optional<String> namespace();

    /** What a worker runs, such as {@code registry.example/resforge/trainer:0.1.0}. Must be given. */
    Optional<String> image();

    /** When a node fetches the image: {@code IfNotPresent}, {@code Always} or {@code Never}. */
    @WithDefault("IfNotPresent")
    WorkerImage.PullPolicy imagePullPolicy();

    /** Secrets that a private registry asks for. */
    Optional<List<String>> imagePullSecrets();

    /** Processors that a worker asks for. */
    @WithDefault("2")
    @WithConverter(KubernetesConverters.Amount.class)
    Quantity cpu();

    /** The most processors that a worker gets; as many as are idle. */
    Optional<@WithConverter(KubernetesConverters.Amount.class) Quantity> cpuLimit();

    /** Memory that a worker asks for. */
    @WithDefault("4Gi")
    @WithConverter(KubernetesConverters.Amount.class)
    Quantity memory();

    /** The most memory that a worker gets before it is killed; what it asks for. */
    Optional<@WithConverter(KubernetesConverters.Amount.class) Quantity> memoryLimit();

    /** GPUs that a worker gets; it computes on the first. */
    @WithDefault("0")
    @WithConverter(TrainerConverters.Count.class)
    int gpus();

    /** What a GPU is called, such as {@code nvidia.com/gpu} or {@code nvidia.com/mig-1g.5gb}. */
    @WithDefault("nvidia.com/gpu")
    String gpuResource();

    /** The most that a worker keeps in {@code /tmp}. */
    @WithDefault("2Gi")
    @WithConverter(KubernetesConverters.Amount.class)
    Quantity scratch();

    /** The most that a worker keeps of data sets and logs. */
    @WithDefault("4Gi")
    @WithConverter(KubernetesConverters.Amount.class)
    Quantity home();

    /** Labels that a node must have: {@code key=value}, separated by commas. */
    Optional<List<@WithConverter(KubernetesConverters.Assignment.class) NamedValue>> nodeSelector();

    /** Taints that a node may have, as kubectl writes them: {@code key:Effect} or {@code key=value:Effect}, separated by commas. */
    Optional<List<@WithConverter(KubernetesConverters.Taint.class) Toleration>> tolerations();

    /** Who goes first when room is short. */
    Optional<String> priorityClass();

    /** The local queue of Kueue that Jobs wait in. */
    Optional<String> queue();

    /** Pods of a run that may fail before the run has; members of a sweep have as many each. Preemption and eviction do not count. */
    @WithDefault("3")
    @WithConverter(TrainerConverters.Count.class)
    int retries();

    /** The most time from a run's start to its end; empty for any. */
    @WithDefault("7d")
    Optional<@WithConverter(TrainerConverters.PositiveDuration.class) Duration> deadline();

    /** How long a finished Job is kept; its run stays in the store. */
    @WithDefault("1d")
    @WithConverter(TrainerConverters.PositiveDuration.class)
    Duration ttl();

    /** From the signal to stop to the end: the step under way, and a snapshot that goes to the store. At least 30s. */
    @WithDefault("60s")
    @WithConverter(TrainerConverters.PositiveDuration.class)
    Duration grace();

    /** The service account of workers. It needs no rights in Kubernetes; a cloud may tie access to the store to it. */
    @WithDefault("worker")
    String serviceAccount();

    /** The user and group that workers run as, above 0. */
    @WithDefault("10001")
    @WithConverter(TrainerConverters.PositiveCount.class)
    int user();

    /** The ConfigMap whose entries become workers' environment, such as {@code AWS_REGION}; it need not be there. Empty for none. */
    @WithDefault("resforge-store")
    Optional<String> storeConfigMap();

    /** The Secret whose entries become workers' environment, such as {@code AWS_ACCESS_KEY_ID}; it need not be there. Empty for none. */
    @WithDefault("resforge-store")
    Optional<String> storeSecret();

    /** The Secret with workers' keys: {@code key.pem} that they sign with, {@code trusted.pem} with the public keys that count. */
    Optional<String> signingSecret();

    /** Further environment of workers: {@code NAME=value}, separated by commas. Nothing secret. */
    Optional<List<@WithConverter(KubernetesConverters.Assignment.class) NamedValue>> environment();

    /** What else workers' pods have: a part of a PodTemplateSpec, as YAML. */
    Optional<String> podTemplate();

    /** The same as a file. */
    Optional<Path> podTemplateFile();

    /** Of sweeps only. */
    Sweep sweep();

    /** Of sweeps only. */
    interface Sweep {

        /** The most time from a sweep's start to its end; any. */
        Optional<@WithConverter(TrainerConverters.PositiveDuration.class) Duration> deadline();

        /** Members that may fail before the others are given up; all. */
        Optional<@WithConverter(TrainerConverters.Count.class) Integer> maxFailed();
    }

    /** Readers of values that Kubernetes has a form for. */
    public static final class KubernetesConverters {

        private KubernetesConverters() {}

        /** A value and what it is given to. */
        public record NamedValue(String name, String value) {}

        /** Reads {@code name=value}. */
        public static final class Assignment implements Converter<NamedValue> {

            @Override
            public NamedValue convert(String text) {
                int equals = text.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("must be name=value, was '" + text + "'");
                }
                return new NamedValue(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            }
        }

        /** Reads an amount of a resource above zero, as Kubernetes writes it. */
        public static final class Amount implements Converter<Quantity> {

            private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?");

            @Override
            public Quantity convert(String text) {
                if (QUANTITY.matcher(text).matches()) {
                    Quantity quantity = new Quantity(text);
                    if (quantity.getNumericalAmount().signum() > 0) {
                        return quantity;
                    }
                }
                throw new IllegalArgumentException(
                        "must be an amount above 0, such as 2, 500m, 1.5 or 4Gi, was '" + text + "'");
            }
        }

        /** Reads a taint that is tolerated, as {@code kubectl taint} writes it. */
        public static final class Taint implements Converter<Toleration> {

            private static final Pattern TEXT =
                    Pattern.compile("([^=:\\s]+)(?:=([^=:\\s]*))?:(NoSchedule|PreferNoSchedule|NoExecute)");

            @Override
            public Toleration convert(String text) {
                Matcher taint = TEXT.matcher(text.strip());
                if (!taint.matches()) {
                    throw new IllegalArgumentException(
                            "must be key:Effect or key=value:Effect, such as nvidia.com/gpu:NoSchedule,"
                                    + " with NoSchedule, PreferNoSchedule or NoExecute, was '" + text + "'");
                }
                return new TolerationBuilder()
                        .withKey(taint.group(1))
                        .withOperator(taint.group(2) == null ? "Exists" : "Equal")
                        .withValue(taint.group(2))
                        .withEffect(taint.group(3))
                        .build();
            }
        }
    }
}
