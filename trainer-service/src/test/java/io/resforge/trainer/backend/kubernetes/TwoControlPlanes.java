package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.testing.SampleRuns;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two control planes over one API server and one store, and what a cluster does to Jobs. */
final class TwoControlPlanes implements AutoCloseable {

    static final String NAMESPACE = "lab";
    static final Duration OFTEN = Duration.ofMillis(200);
    static final Duration SELDOM = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofSeconds(30);

    final KubernetesClient client;
    final RunStore store;
    private final String namespace;
    private final Duration reconcile;
    private final Plane first;
    private final Plane second;

    /** Over a server that takes no submissions. */
    TwoControlPlanes(KubernetesClient client, ObjectStore objects) {
        this(client, NAMESPACE, objects, null, SELDOM);
    }

    /** @param reconcile how often all Jobs are compared with the store */
    TwoControlPlanes(
            KubernetesClient client, String namespace, ObjectStore objects, JobApplier jobs, Duration reconcile) {
        this.client = client;
        this.reconcile = reconcile;
        this.namespace = namespace;
        this.store = new RunStore(objects);
        this.first = controlPlane(objects, jobs);
        this.second = controlPlane(objects, jobs);
        Stream.of(first, second).forEach(it -> it.backend().open());
        Stream.of(first, second).forEach(it -> {
            if (!it.backend().awaitSynced(LONG)) {
                throw new IllegalStateException("the Jobs were not read in time");
            }
        });
    }

    private Plane controlPlane(ObjectStore objects, JobApplier jobs) {
        KubernetesBackend backend = new KubernetesBackend(
                client,
                store,
                jobs,
                new KubernetesBackend.Settings(namespace, Duration.ofMinutes(1), reconcile, Duration.ofMinutes(1)),
                SampleRuns.CLOCK);
        return new Plane(
                backend,
                new RunService(
                        store, new Checkpoints(objects, SampleRuns.CLOCK), backend, SampleRuns.CLOCK, new Random(1)));
    }

    private record Plane(KubernetesBackend backend, RunService runs) {}

    RunService first() {
        return first.runs();
    }

    RunService second() {
        return second.runs();
    }

    Job apply(Job job) {
        return client.batch().v1().jobs().inNamespace(namespace).resource(job).create();
    }

    Pod apply(Pod pod) {
        return client.pods().inNamespace(namespace).resource(pod).create();
    }

    void setStatus(String job, JobStatus status) {
        client.batch().v1().jobs().inNamespace(namespace).withName(job).editStatus(it -> {
            it.setStatus(status);
            return it;
        });
    }

    /** What both say of a run once both see it so. */
    List<RunView> both(String runId, Predicate<RunView> expected) {
        return Stream.of(first(), second())
                .map(control -> awaited(control, runId, expected))
                .toList();
    }

    /** Waits until the Jobs of the namespace that the store lists are these. */
    void awaitListed(Predicate<Set<String>> expected) {
        String uid = client.namespaces().withName(namespace).get().getMetadata().getUid();
        AtomicReference<Set<String>> listed = new AtomicReference<>();
        await(() -> {
            listed.set(listed(uid)); // looked at once: the control planes go on changing it
            return expected.test(listed.get());
        });
        assertThat(expected).accepts(listed.get());
    }

    private Set<String> listed(String namespaceUid) {
        return store.jobs(namespaceUid).all().stream().map(JobIndex.Entry::mark).collect(Collectors.toSet());
    }

    /** Waits until something is so; what is not by then, a test will tell. */
    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private RunView awaited(RunService control, String runId, Predicate<RunView> expected) {
        AtomicReference<RunView> view = new AtomicReference<>();
        await(() -> {
            view.set(find(control, runId));
            return view.get() != null && expected.test(view.get());
        });
        assertThat(view.get())
                .as("run '" + runId + "', which comes to what is waited for")
                .isNotNull();
        assertThat(expected).accepts(view.get());
        return view.get();
    }

    private static RunView find(RunService control, String runId) {
        try {
            return control.run(runId);
        } catch (UnknownRun e) {
            return null;
        }
    }

    @Override
    public void close() {
        first.backend().close();
        second.backend().close();
    }
}
