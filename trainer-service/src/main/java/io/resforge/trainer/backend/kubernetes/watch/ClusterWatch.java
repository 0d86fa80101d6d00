package io.resforge.trainer.backend.kubernetes.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.backend.kubernetes.watch.Changes.ObjectEvents;
import io.resforge.trainer.backend.kubernetes.watch.Heartbeat.OutageClock;
import io.resforge.trainer.contract.RunLabels;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The Jobs that are runs, and their pods, kept up to date by watches. A watch that breaks is begun again, with a new list where the API
 * server has forgotten what came since; until then the answers are as old as the break, and {@link #trouble} says so.
 */
public final class ClusterWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ClusterWatch.class);

    /** Kubernetes itself puts it on the pods of every Job, also of one whose author labelled only the Job. */
    private static final String JOB_OF_POD = "batch.kubernetes.io/controller-uid";

    /** So many are read at a time: of ten thousand pods, all at once are 100 MB of text. */
    private static final long PAGE = 500;

    /** How often the API server is asked for a sign of life while nothing is amiss yet. */
    private static final int BEATS = 4;

    /** A caller who comes while this control plane starts waits as long as this. */
    private static final Duration START = Duration.ofSeconds(2);

    /** Told of Jobs that are passed over; more than that may be told again. */
    private static final int MOST_TOLD = 10_000;

    private static final String BY_RUN = "run";
    private static final String BY_JOB = "job";

    private final SharedIndexInformer<Job> jobs;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Event> refusals;
    private final OutageClock outage;
    private final Heartbeat heartbeat;
    private final Duration timeout;
    private final AtomicLong told;
    private final AtomicBoolean eventsTold = new AtomicBoolean();
    private final Changes changes = new Changes();

    /** By their uids, Jobs that are no runs though they are labelled so. */
    private final Cache<String, Boolean> passedOver =
            Caffeine.newBuilder().maximumSize(MOST_TOLD).build();

    /**
     * Watches nothing yet.
     *
     * @param resync how often everything is looked at again, also if nothing changed
     * @param timeout for how long the API server may be away before {@link #trouble} says so
     */
    public ClusterWatch(KubernetesClient client, String namespace, Duration resync, Duration timeout) {
        this.jobs = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel(RunLabels.RUN)
                .withLimit(PAGE)
                .runnableInformer(resync.toMillis())
                .addIndexers(Map.of(BY_RUN, job -> JobReader.runId(job).stream().toList()));
        this.pods = client.pods()
                .inNamespace(namespace)
                .withLabel(JOB_OF_POD)
                .withLimit(PAGE)
                .runnableInformer(resync.toMillis())
                .addIndexers(Map.of(
                        BY_JOB, pod -> List.of(pod.getMetadata().getLabels().get(JOB_OF_POD))));
        this.refusals = client.v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.kind", "Job")
                .withField("reason", "FailedCreate")
                .withLimit(PAGE)
                .runnableInformer(0)
                .addIndexers(Map.of(
                        BY_JOB,
                        event ->
                                List.of(String.valueOf(event.getInvolvedObject().getUid()))));
        this.timeout = timeout;
        this.told = new AtomicLong(System.nanoTime() - timeout.toNanos());
        this.heartbeat = new Heartbeat(() -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .list(new ListOptionsBuilder().withLimit(1L).build()));
        this.outage = new OutageClock(timeout, System::nanoTime);
        Stream.of(jobs, pods).forEach(informer -> informer.exceptionHandler(this::failed));
        refusals.exceptionHandler((started, failure) -> {
            if (!eventsTold.getAndSet(true)) {
                LOG.warnf(
                        "Events cannot be watched, so that no run says why its pod is refused; its Job's events do: %s",
                        failure.getMessage());
            }
            return true;
        });
        jobs.addEventHandler(changes);
        pods.addEventHandler(changes);
    }

    private boolean failed(boolean started, Throwable failure) {
        // Once a while: an API server that is away is asked every few seconds.
        long now = System.nanoTime();
        long before = told.get();
        if (now - before >= timeout.toNanos() && told.compareAndSet(before, now)) {
            LOG.warnf("The cluster cannot be watched, and is asked again and again: %s", failure.getMessage());
        }
        return true;
    }

    /**
     * Begins; returns at once, and goes on asking for as long as the API server is away.
     *
     * @param seen told of each Job that changed or is gone, and now and then of each that did not, from another thread
     */
    public void start(Consumer<Job> seen) {
        jobs.addEventHandler(new ObjectEvents<>(job -> {
            if (JobReader.runId(job).isPresent()) {
                seen.accept(job);
            } else {
                tellOnce(job);
            }
        }));
        jobs.start();
        pods.start();
        refusals.start();
        heartbeat.start(timeout.dividedBy(BEATS));
    }

    private void tellOnce(Job job) {
        if (passedOver.asMap().putIfAbsent(job.getMetadata().getUid(), true) == null) {
            LOG.warnf(
                    "Job %s is passed over: its label %s is no run's id, which is 1 to 63 lower-case letters, digits and inner dashes",
                    job.getMetadata().getName(), RunLabels.RUN);
        }
    }

    /** What makes the answers doubtful, in words; empty if nothing does. */
    public Optional<String> trouble() {
        if (!isSynced()) {
            return Optional.of("the Jobs of the cluster have not been read yet");
        }
        return outage.lasts(jobs.isWatching() && pods.isWatching() && heartbeat.isAnswered())
                .map(time -> "the API server was not reached for " + time.toSeconds()
                        + " s; what is told of runs is as old as that");
    }

    /** Before that, a run that has a Job would look as if it had none. */
    private void requireSynced() {
        if (!awaitSynced(START)) {
            IOException reason = new IOException("the Jobs of the cluster have not been read yet");
            throw ClusterFailure.of("look at runs", new KubernetesClientException(reason.getMessage(), reason));
        }
    }

    /**
     * All Jobs that are runs.
     *
     * @throws ClusterFailure if they have not been read yet
     */
    public List<Job> jobs() {
        requireSynced();
        return jobs.getIndexer().list().stream()
                .filter(job -> JobReader.runId(job).isPresent())
                .toList();
    }

    /**
     * The Job of a run; empty if there is none. Of several with one label, the one that works, or else the newest.
     *
     * @throws ClusterFailure if the Jobs have not been read yet
     */
    public Optional<Job> job(String runId) {
        requireSynced();
        return jobs.getIndexer().byIndex(BY_RUN, runId).stream()
                .max(Comparator.comparing((Job job) -> !JobReader.isOver(job)).thenComparing(JobReader::createdAt));
    }

    /** Whether all Jobs have been read; waits for nothing. */
    public boolean isSynced() {
        return jobs.hasSynced() && pods.hasSynced();
    }

    /** Whether a Job that was seen is there no more. */
    public boolean isGone(Job job) {
        String key = job.getMetadata().getNamespace() + "/" + job.getMetadata().getName();
        return Optional.ofNullable(jobs.getIndexer().getByKey(key))
                .filter(it -> it.getMetadata().getUid().equals(job.getMetadata().getUid()))
                .isEmpty();
    }

    /** The pods of a Job. */
    public List<Pod> pods(Job job) {
        return pods(job.getMetadata().getUid());
    }

    /** The pods of the Job with a uid. */
    public List<Pod> pods(String jobUid) {
        return pods.getIndexer().byIndex(BY_JOB, jobUid);
    }

    /** Why Kubernetes makes no pod for a Job, in its own words; empty if it did since it last said so. */
    public Optional<String> refusal(Job job) {
        Optional<Event> newest = refusals
                .getIndexer()
                .byIndex(BY_JOB, job.getMetadata().getUid())
                .stream()
                .max(Comparator.comparing(ClusterWatch::lastSeen));
        boolean over = newest.isPresent()
                && pods(job).stream().anyMatch(pod -> lastSeen(newest.get())
                        .isBefore(JobReader.instant(pod.getMetadata().getCreationTimestamp())
                                .orElse(Instant.EPOCH)));
        return over ? Optional.empty() : newest.map(event -> "Kubernetes makes no pod for it: " + event.getMessage());
    }

    private static Instant lastSeen(Event event) {
        return JobReader.instant(event.getLastTimestamp())
                .or(() -> JobReader.instant(
                        event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                                ? null
                                : event.getSeries().getLastObservedTime().getTime()))
                .or(() -> JobReader.instant(event.getMetadata().getCreationTimestamp()))
                .orElse(Instant.EPOCH);
    }

    /** Waits until a change that was made here is seen here, so that its maker is not told of the time before. */
    public void awaitSeen(HasMetadata changed, Duration longest) {
        String key = changed.getMetadata().getNamespace() + "/"
                + changed.getMetadata().getName();
        String version = changed.getMetadata().getResourceVersion();
        await(
                () -> Optional.ofNullable(jobs.getIndexer().getByKey(key))
                        .filter(job -> isAtLeast(job, version))
                        .isPresent(),
                longest);
    }

    /** Waits until a Job that was deleted here is seen to be on its way out. */
    public void awaitGone(String runId, Duration longest) {
        await(
                () -> job(runId)
                        .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                        .isEmpty(),
                longest);
    }

    private void await(BooleanSupplier condition, Duration longest) {
        if (!changes.await(condition, longest)) {
            LOG.debug("A change that was made here is not seen here yet");
        }
    }

    /** Versions are numbers that rise, as Kubernetes promises since 1.35 and has always kept; others are only compared. */
    private static boolean isAtLeast(Job job, String version) {
        String seen = job.getMetadata().getResourceVersion();
        return seen.matches("[0-9]{1,18}") && version.matches("[0-9]{1,18}")
                ? Long.parseLong(seen) >= Long.parseLong(version)
                : seen.equals(version);
    }

    /** Waits until all Jobs have been read once; for tests and for a start that must be complete. */
    public boolean awaitSynced(Duration longest) {
        return changes.await(this::isSynced, longest);
    }

    @Override
    public void close() {
        heartbeat.close();
        jobs.stop();
        pods.stop();
        refusals.stop();
    }
}
