package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.resforge.trainer.backend.kubernetes.job.JobApplier.KubernetesNames;
import io.resforge.trainer.contract.WorkerPods;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an installation adds to each Job.
 *
 * @param image what the worker runs
 * @param resources what it gets of a node
 * @param placement where and when it runs
 * @param lifetime how often and how long it is tried
 * @param store how it reaches the store
 * @param account who it is
 * @param template what else its pods have
 */
public record JobSettings(
        WorkerImage image,
        WorkerResources resources,
        PodPlacement placement,
        JobLifetime lifetime,
        StoreAccess store,
        WorkerAccount account,
        Optional<PodTemplate> template) {

    /**
     * The image of a worker.
     *
     * @param name such as {@code registry.example/resforge/trainer:0.1.0}, or with a digest
     * @param pullPolicy when a node fetches it
     * @param pullSecrets names of the Secrets that a private registry asks for
     */
    public record WorkerImage(String name, PullPolicy pullPolicy, List<String> pullSecrets) {

        /** When a node fetches an image, in the words of Kubernetes. */
        public enum PullPolicy {
            IfNotPresent,
            Always,
            Never
        }

        private static final Pattern NAME = Pattern.compile("[^\\s@]+(@sha256:[0-9a-f]{64})?");

        public WorkerImage {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "an image must be a name such as registry.example/resforge/trainer:0.1.0, was '" + name + "'");
            }
            pullSecrets = List.copyOf(pullSecrets);
            pullSecrets.forEach(it -> KubernetesNames.object("an image pull secret", it));
        }
    }

    /**
     * What a worker gets of its node.
     *
     * @param cpu processors, asked for
     * @param cpuLimit the most of them; empty for as many as the node has to spare
     * @param memory asked for
     * @param memoryLimit the most of it; a worker that needs more is killed
     * @param gpus whole ones; a worker computes on the first
     * @param gpuResource what they are called, such as {@code nvidia.com/gpu} or a slice of one
     * @param scratch the most that a worker keeps in {@code /tmp}
     * @param home the most that it keeps of data sets and logs
     */
    public record WorkerResources(
            Quantity cpu,
            Optional<Quantity> cpuLimit,
            Quantity memory,
            Quantity memoryLimit,
            int gpus,
            String gpuResource,
            Quantity scratch,
            Quantity home) {

        private static final String CPU = "cpu";
        private static final String MEMORY = "memory";
        private static final String EPHEMERAL_STORAGE = "ephemeral-storage";

        /** For the container's log, of which a kubelet keeps five files of 10 MiB unless it is told otherwise. */
        private static final BigDecimal LOG_BYTES = BigDecimal.valueOf(256L << 20);

        private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1L << 20);

        public WorkerResources {
            cpuLimit.ifPresent(limit -> checkLimit(CPU, cpu, limit));
            checkLimit(MEMORY, memory, memoryLimit);
            if (gpus < 0) {
                throw new IllegalArgumentException("a worker must have 0 or more GPUs, was " + gpus);
            }
        }

        private static void checkLimit(String what, Quantity request, Quantity limit) {
            if (limit.getNumericalAmount().compareTo(request.getNumericalAmount()) < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the %s limit must be at least what is asked for, %s, was %s",
                        what,
                        request,
                        limit));
            }
        }

        Map<String, Quantity> requests() {
            Map<String, Quantity> requests = new TreeMap<>(Map.of(CPU, cpu, MEMORY, memory, EPHEMERAL_STORAGE, disk()));
            addGpus(requests);
            return requests;
        }

        Map<String, Quantity> limits() {
            Map<String, Quantity> limits = new TreeMap<>(Map.of(MEMORY, memoryLimit, EPHEMERAL_STORAGE, disk()));
            cpuLimit.ifPresent(limit -> limits.put(CPU, limit));
            addGpus(limits);
            return limits;
        }

        /**
         * What both volumes may hold, and the log. It is asked for in full: so a worker that fills its volumes does not fill the node, and
         * its neighbours are not evicted.
         */
        private Quantity disk() {
            BigDecimal bytes =
                    scratch.getNumericalAmount().add(home.getNumericalAmount()).add(LOG_BYTES);
            return new Quantity(bytes.divide(MEBIBYTE, 0, RoundingMode.CEILING).toPlainString(), "Mi");
        }

        /** Kubernetes wants the two to be the same for what cannot be shared. */
        private void addGpus(Map<String, Quantity> resources) {
            if (gpus > 0) {
                resources.put(gpuResource, new Quantity(Integer.toString(gpus)));
            }
        }
    }

    /**
     * Where and when workers run.
     *
     * @param nodeSelector labels that a node must have
     * @param tolerations taints that it may have
     * @param priorityClass who goes first when room is short
     * @param queue of Kueue; its Jobs wait there, suspended, until they are let in
     */
    public record PodPlacement(
            Map<String, String> nodeSelector,
            List<Toleration> tolerations,
            Optional<String> priorityClass,
            Optional<String> queue) {

        public PodPlacement {
            nodeSelector = Map.copyOf(nodeSelector);
            tolerations = List.copyOf(tolerations);
            priorityClass.ifPresent(it -> KubernetesNames.object("a priority class", it));
            queue.ifPresent(it -> KubernetesNames.label("a queue", it));
        }
    }

    /**
     * How often and how long a Job is tried.
     *
     * @param retries pods that may fail before the run has; each member of a sweep has as many
     * @param deadline the most time from its start to its end; empty for any
     * @param sweepDeadline the same for all members of a sweep together
     * @param timeToLive how long a finished Job is kept
     * @param grace from the signal to stop to the end: the step under way, and a snapshot that goes to the store
     * @param snapshotInterval how often a worker keeps a snapshot
     * @param maxFailedMembers members of a sweep that may fail before the others are given up; empty for all
     */
    public record JobLifetime(
            int retries,
            Optional<Duration> deadline,
            Optional<Duration> sweepDeadline,
            Duration timeToLive,
            Duration grace,
            Duration snapshotInterval,
            Optional<Integer> maxFailedMembers) {

        /** Two thirds of it are for the snapshot. */
        private static final Duration SHORTEST_GRACE = Duration.ofSeconds(30);

        public JobLifetime {
            if (retries < 0) {
                throw new IllegalArgumentException("the retries of a run must be 0 or more, were " + retries);
            }
            if (grace.compareTo(SHORTEST_GRACE) < 0) {
                throw new IllegalArgumentException(
                        "the grace of a worker must be at least 30s, since it keeps a snapshot before it stops, was "
                                + grace.toSeconds() + "s");
            }
            deadline.ifPresent(it -> checkSeconds("deadline", it));
            sweepDeadline.ifPresent(it -> checkSeconds("deadline of a sweep", it));
            if (timeToLive.isNegative()) {
                throw new IllegalArgumentException("the time that a finished Job is kept must be 0 or more");
            }
        }

        private static void checkSeconds(String what, Duration time) {
            if (time.toSeconds() < 1) {
                throw new IllegalArgumentException(
                        "the " + what + " must be at least 1s, was " + time.toMillis() + "ms");
            }
        }
    }

    /**
     * How a worker reaches the store. Credentials are never in a Job itself, which more people may read than a Secret. Neither of the two
     * objects that are named needs to be there, since a cloud may tell a pod all this otherwise.
     *
     * @param location as in {@code resforge.store}
     * @param configMap whose entries become environment variables, such as {@code AWS_REGION}
     * @param secret the same for credentials
     * @param environment variables beside these
     */
    public record StoreAccess(
            String location, Optional<String> configMap, Optional<String> secret, Map<String, String> environment) {

        public StoreAccess {
            if (location.isBlank()) {
                throw new IllegalArgumentException("the workers must be told where the store is");
            }
            configMap.ifPresent(it -> KubernetesNames.object("the store's ConfigMap", it));
            secret.ifPresent(it -> KubernetesNames.object("the store's Secret", it));
            environment = Map.copyOf(environment);
        }

        List<EnvFromSource> sources() {
            List<EnvFromSource> sources = new ArrayList<>();
            configMap.ifPresent(name -> sources.add(new EnvFromSourceBuilder()
                    .withNewConfigMapRef()
                    .withName(name)
                    .withOptional(true)
                    .endConfigMapRef()
                    .build()));
            secret.ifPresent(name -> sources.add(new EnvFromSourceBuilder()
                    .withNewSecretRef()
                    .withName(name)
                    .withOptional(true)
                    .endSecretRef()
                    .build()));
            return sources;
        }
    }

    /**
     * Who a worker is.
     *
     * @param serviceAccount in Kubernetes, where it may do nothing; a cloud may tie access to the store to it
     * @param user and group, as a number above 0: never the superuser
     * @param signingSecret the Secret with {@code key.pem}, which it signs with, and {@code trusted.pem}, whose signatures count
     * @param requireSignature whether it refuses what none of those signed
     */
    public record WorkerAccount(
            String serviceAccount, long user, Optional<String> signingSecret, boolean requireSignature) {

        /** Where the Secret is mounted. */
        static final String KEYS_FOLDER = "/etc/resforge/keys";

        private static final long LARGEST = Integer.MAX_VALUE;

        public WorkerAccount {
            KubernetesNames.object("the workers' service account", serviceAccount);
            if (user < 1 || user > LARGEST) {
                throw new IllegalArgumentException("the workers' user must be a number from 1, was " + user);
            }
            signingSecret.ifPresent(it -> KubernetesNames.object("the workers' Secret with keys", it));
            if (requireSignature && signingSecret.isEmpty()) {
                throw new IllegalArgumentException(
                        "signing-secret must name a Secret with key.pem and trusted.pem, since resforge.require-signature is true");
            }
        }

        Map<String, String> environment() {
            return signingSecret
                    .map(name -> Map.of(
                            WorkerPods.SIGNING_KEY, KEYS_FOLDER + "/key.pem",
                            WorkerPods.TRUSTED_KEYS, KEYS_FOLDER + "/trusted.pem",
                            WorkerPods.REQUIRE_SIGNATURE, Boolean.toString(requireSignature)))
                    .orElse(Map.of());
        }
    }
}
