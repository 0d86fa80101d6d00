package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.kubernetes.JobEndRecorder.JobNotes;
import io.resforge.trainer.backend.kubernetes.job.Installation;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.trainer.testing.RealApiServer;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.SweepReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two control planes that take in what cannot both be, each at the worst moment of the other, over a real API server. */
@ExtendWith(RealApiServer.class)
class CollisionsTest {

    /** How the requests begin that make a Job, and that ask for the Jobs as they were when it was made. */
    private static final String MAKE_RUN = "PATCH x-3";

    private static final String MAKE_SWEEP = "PATCH x";
    private static final String LOOK_FOR_SWEEP = "GET metadata.name";
    private static final String LOOK_FOR_MEMBERS = "GET all";

    @TempDir
    Path folder;

    private final Map<String, Runnable> moments = new ConcurrentHashMap<>();
    private KubernetesClient admin;
    private KubernetesClient client;
    private String namespace;
    private TwoControlPlanes lab;

    @BeforeEach
    void begin(KubernetesClient admin, TestInfo test) {
        this.admin = admin;
        namespace = "collide-" + Integer.toHexString(test.getDisplayName().hashCode())
                + Integer.toHexString(test.getTestMethod().orElseThrow().hashCode());
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        client = new KubernetesClientBuilder()
                .withConfig(admin.getConfiguration())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("moments", new Interceptor() {
                    @Override
                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                        Optional.ofNullable(moments.remove(moment(request))).ifPresent(Runnable::run);
                    }
                }))
                .build();
        lab = new TwoControlPlanes(
                client,
                namespace,
                ObjectStore.openOrCreate(folder.toString()),
                new JobApplier(client, namespace, Installation.plain()),
                TwoControlPlanes.OFTEN);
    }

    private static String moment(HttpRequest request) {
        String path = request.uri().getPath();
        String query = String.valueOf(request.uri().getQuery());
        if (request.method().equals("PATCH") && query.contains("fieldValidation")) {
            return "PATCH " + path.substring(path.lastIndexOf('/') + 1);
        }
        if (query.contains("resourceVersionMatch=Exact")) {
            return query.contains("metadata.name") ? LOOK_FOR_SWEEP : LOOK_FOR_MEMBERS;
        }
        return "another";
    }

    @AfterEach
    void end() {
        if (lab != null) {
            lab.close();
            client.close();
            admin.close();
        }
    }

    @Test
    void refusesARunWhoseSweepComesWhileItIsLookedFor() {
        moments.put(MAKE_RUN, () -> lab.second().submit(sweep("x")));

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(run("x-3", 3)))
                .withMessageContaining("run 'x-3' is a member of the sweep 'x'");

        assertThatThereIsOnly("x");
    }

    @Test
    void refusesASweepOneOfWhoseMembersComesWhileTheyAreLookedFor() {
        moments.put(MAKE_SWEEP, () -> lab.second().submit(run("x-3", 3)));

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(sweep("x")))
                .withMessageContaining("there is a run 'x-3', which would be a member of the sweep 'x'");

        assertThatThereIsOnly("x-3");
    }

    @Test
    void refusesOneOfTwoSpecsUnderOneId() {
        moments.put(MAKE_RUN, () -> lab.second().submit(run("x-3", 4)));

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(run("x-3", 3)))
                .withMessageContaining("recipe.epochs: '4' there, '3' asked");

        assertThat(lab.store.spec("x-3").orElseThrow().recipe()).containsEntry("epochs", 4);
        assertThatThereIsOnly("x-3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesTheOneWhoseJobWasMadeFirstWhereBothAreThereBeforeEitherIsLookedFor(boolean runFirst)
            throws InterruptedException {
        // Given
        CountDownLatch bothFoundNothing = new CountDownLatch(2);
        CountDownLatch firstIsMade = new CountDownLatch(1);
        CountDownLatch secondIsMade = new CountDownLatch(1);
        moments.put(runFirst ? MAKE_RUN : MAKE_SWEEP, () -> {
            bothFoundNothing.countDown();
            await(bothFoundNothing);
        });
        moments.put(runFirst ? MAKE_SWEEP : MAKE_RUN, () -> {
            bothFoundNothing.countDown();
            await(firstIsMade);
        });
        moments.put(runFirst ? LOOK_FOR_SWEEP : LOOK_FOR_MEMBERS, () -> {
            firstIsMade.countDown();
            await(secondIsMade);
        });
        CountDownLatch firstIsTaken = new CountDownLatch(1);
        moments.put(runFirst ? LOOK_FOR_MEMBERS : LOOK_FOR_SWEEP, () -> {
            secondIsMade.countDown();
            await(firstIsTaken);
        });
        FutureTask<Void> run = begun(() -> lab.first().submit(run("x-3", 3)));
        FutureTask<Void> sweep = begun(() -> lab.second().submit(sweep("x")));
        // Then
        assertThat(failureOf(runFirst ? run : sweep)).isEmpty();
        firstIsTaken.countDown();
        assertThat(failureOf(runFirst ? sweep : run)).containsInstanceOf(RunAlreadyExists.class);
        assertThatThereIsOnly(runFirst ? "x-3" : "x");
    }

    /** Two runs that would be members of a sweep, and the sweep: all Jobs are made before any of the three is looked for. */
    @Test
    void takesEitherTheSweepOrTheRunsWhereThreeAreThereBeforeAnyIsLookedFor() throws InterruptedException {
        // Given
        CountDownLatch allFoundNothing = new CountDownLatch(3);
        for (String make : List.of(MAKE_RUN, "PATCH x-1", MAKE_SWEEP)) {
            moments.put(make, () -> {
                allFoundNothing.countDown();
                await(allFoundNothing);
            });
        }
        // When
        FutureTask<Void> run = begun(() -> lab.first().submit(run("x-3", 3)));
        FutureTask<Void> other = begun(() -> lab.first().submit(run("x-1", 3)));
        FutureTask<Void> sweep = begun(() -> lab.second().submit(sweep("x")));
        // Then
        boolean swept = failureOf(sweep).isEmpty();
        for (FutureTask<Void> one : List.of(run, other)) {
            Optional<Throwable> failure = failureOf(one);
            if (swept) {
                assertThat(failure).containsInstanceOf(RunAlreadyExists.class);
            } else {
                failure.ifPresent(it -> assertThat(it).isInstanceOf(RunAlreadyExists.class));
            }
        }
        List<String> jobs = admin.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                .map(it -> it.getMetadata().getName())
                .toList();
        boolean runsAlone = !jobs.isEmpty() && Set.of("x-1", "x-3").containsAll(jobs);
        assertThat(jobs.equals(List.of("x")) || runsAlone).as(jobs.toString()).isTrue();
        lab.await(() -> Set.copyOf(lab.store.ids()).equals(Set.copyOf(jobs)));
        assertThat(lab.store.ids()).containsExactlyInAnyOrderElementsOf(jobs);
    }

    /** A control plane is killed once it has made the Job of a sweep, before it looks for others: any other one takes it back. */
    @Test
    void withdrawsTheLaterOfTwoThatBothStayForAMinute() {
        // Given
        lab.first().submit(run("x-3", 3));
        lab.apply(ClusterSamples.sweep("x", 5)
                .editMetadata()
                .withNamespace(namespace)
                .withUid(null)
                .addToLabels(Collisions.MANAGED_BY, JobApplier.FIELD_MANAGER)
                .endMetadata()
                .build());
        AtomicLong now = new AtomicLong();
        try (ClusterWatch watch = new ClusterWatch(client, namespace, Duration.ofMinutes(1), Duration.ofMinutes(1));
                Reconciler reconciler = reconciler(watch, now)) {
            watch.start(_ -> {});
            lab.await(() -> watch.isSynced() && watch.job("x").isPresent());
            // When
            reconciler.pass();
            now.addAndGet(Collisions.TIMEOUT.toNanos() - 1);
            reconciler.pass();
            // Then
            assertThat(admin.batch().v1().jobs().inNamespace(namespace).list().getItems())
                    .hasSize(2);
            // When
            now.addAndGet(1);
            reconciler.pass();
        }
        // Then
        assertThatThereIsOnly("x-3");
    }

    private Reconciler reconciler(ClusterWatch watch, AtomicLong now) {
        Cluster cluster = new Cluster(client, namespace, watch);
        JobRecords records = new JobRecords(lab.store, cluster);
        JobEndRecorder ends = new JobEndRecorder(
                lab.store, new JobRuns(watch, lab.store), watch, records, new JobNotes(cluster), SampleRuns.CLOCK);
        return new Reconciler(
                watch, cluster, lab.store, records, ends, TwoControlPlanes.SELDOM, SampleRuns.CLOCK, now::get);
    }

    /** Of two of the same second the sweep goes. What was applied by hand is left to who applied it. */
    @Test
    void choosesTheOneThatTheApiServerMadeFirst() {
        Job run = ClusterSamples.job("x-3").build();
        Job sweep = ClusterSamples.sweep("x", 5).build();
        Job earlier = new JobBuilder(sweep)
                .editMetadata()
                .withCreationTimestamp("2020-01-01T00:00:00Z")
                .endMetadata()
                .build();
        assertThat(Collisions.Collision.of(run, sweep).later()).isEqualTo(sweep);
        assertThat(Collisions.Collision.of(run, earlier).later()).isEqualTo(run);
        AtomicLong now = new AtomicLong();
        Collisions collisions = new Collisions(null, now::get);
        collisions.lasting(List.of(run, sweep));
        now.addAndGet(Collisions.TIMEOUT.toNanos());
        assertThat(collisions.lasting(List.of(run, sweep))).isEmpty();
    }

    private static FutureTask<Void> begun(Runnable action) {
        FutureTask<Void> task = new FutureTask<>(action, null);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static Optional<Throwable> failureOf(FutureTask<Void> task) throws InterruptedException {
        try {
            task.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the other control plane did not come to this moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Also after both control planes have brought Jobs and runs together. */
    private void assertThatThereIsOnly(String runId) {
        lab.apply(ClusterSamples.job("another")
                .editMetadata()
                .withNamespace(namespace)
                .withUid(null)
                .endMetadata()
                .build());
        lab.await(() -> lab.store.job("another").isPresent());
        admin.batch().v1().jobs().inNamespace(namespace).withName("another").delete();
        lab.both("another", it -> it.state().ended());
        List<Job> jobs = admin.batch().v1().jobs().inNamespace(namespace).list().getItems();
        assertThat(jobs).extracting(it -> it.getMetadata().getName()).containsExactly(runId);
        lab.awaitListed(uids ->
                uids.size() == 1 && uids.contains(jobs.getFirst().getMetadata().getUid()));
        assertThat(lab.store.ids()).containsExactlyInAnyOrder(runId, "another");
        assertThat(lab.store.end(runId)).isEmpty();
        for (String gone : List.of("x", "x-3")) {
            assertThat(lab.store.job(gone).isPresent()).as(gone).isEqualTo(gone.equals(runId));
        }
    }

    private static RunRequest run(String runId, int epochs) {
        Map<String, Object> recipe = Map.of("base", "he2016-resnet20", "epochs", epochs);
        return new RunRequest(
                Optional.of(runId),
                "digits",
                "sample",
                Optional.empty(),
                RecipeReader.tree(recipe),
                recipe,
                Map.of("team", "red"));
    }

    private static SweepRequest sweep(String runId) {
        String text = NamedSweeps.text("keras-study").orElseThrow();
        return new SweepRequest(
                Optional.of(runId),
                new SweepRequest.Source.Named("keras-study"),
                List.of(),
                SweepReader.yaml(text, List.of()),
                "digits",
                "sample",
                2,
                Map.of());
    }
}
