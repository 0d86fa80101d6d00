package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.resforge.trainer.backend.kubernetes.job.JobApplier.SubmissionResult;
import io.resforge.trainer.testing.RealApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Submitting to a real API server. */
@ExtendWith(RealApiServer.class)
class AppliedJobsTest {

    private static final int SUBMITTERS = 8;

    private KubernetesClient client;
    private String namespace;
    private JobApplier jobs;

    @BeforeEach
    void createNamespace(KubernetesClient client, TestInfo test) {
        this.client = client;
        namespace = TestNamespace.create(client, test);
        jobs = new JobApplier(client, namespace, Installation.plain());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void appliesUnderItsFieldManager() {
        SubmissionResult submission = jobs.submit(JobRequests.smoke("a"));

        assertThat(submission).isInstanceOf(SubmissionResult.Created.class);
        assertThat(submission.job().getMetadata().getManagedFields())
                .extracting(ManagedFieldsEntry::getManager, ManagedFieldsEntry::getOperation)
                .containsExactly(tuple("resforge", "Apply"));
        assertThat(job("a").get().getMetadata().getUid())
                .isEqualTo(submission.job().getMetadata().getUid());
    }

    @Test
    void takesWhatEveryInstallationMakes() {
        JobApplier onGpus = new JobApplier(client, namespace, Installation.withGpuAndQueue());
        JobApplier withTemplate = new JobApplier(client, namespace, Installation.with(PodTemplate.yaml("""
                spec:
                  containers:
                    - name: worker
                      volumeMounts: [{name: ca, mountPath: /etc/ca}]
                  initContainers: [{name: proxy, image: "proxy:1", restartPolicy: Always}]
                  volumes: [{name: ca, secret: {secretName: ca}}, {name: home, persistentVolumeClaim: {claimName: d}}]
                """)));

        assertThat(onGpus.submit(JobRequests.smoke("gpu"))).isInstanceOf(SubmissionResult.Created.class);
        assertThat(onGpus.submit(JobRequests.sweep("sweep"))).isInstanceOf(SubmissionResult.Created.class);
        assertThat(withTemplate.submit(JobRequests.smoke("template"))).isInstanceOf(SubmissionResult.Created.class);
    }

    @Test
    void answersTheSameRequestWithTheSameJobAlsoAfterTheInstallationChanged() {
        SubmissionResult first = jobs.submit(JobRequests.smoke("a"));

        SubmissionResult second =
                new JobApplier(client, namespace, Installation.withGpuAndQueue()).submit(JobRequests.smoke("a"));

        assertThat(second).isInstanceOf(SubmissionResult.Repeated.class);
        assertThat(second.job().getMetadata().getResourceVersion())
                .isEqualTo(first.job().getMetadata().getResourceVersion());
    }

    @Test
    void leavesAJobThatAQueueLetInAlone() {
        JobApplier queued = new JobApplier(client, namespace, Installation.withGpuAndQueue());
        queued.submit(JobRequests.smoke("a"));
        job("a").edit(it -> it.edit().editSpec().withSuspend(false).endSpec().build());

        SubmissionResult second = queued.submit(JobRequests.smoke("a"));

        assertThat(second).isInstanceOf(SubmissionResult.Repeated.class);
        assertThat(job("a").get().getSpec().getSuspend()).isFalse();
    }

    @Test
    void makesOneJobWhenManySubmitTheSameAtOnce() throws Exception {
        List<SubmissionResult> submissions = atOnce(it -> JobRequests.smoke("a"));

        assertThat(submissions)
                .filteredOn(SubmissionResult.Created.class::isInstance)
                .hasSize(1);
        assertThat(submissions)
                .filteredOn(SubmissionResult.Repeated.class::isInstance)
                .hasSize(SUBMITTERS - 1);
        assertThat(submissions)
                .extracting(it -> it.job().getMetadata().getUid())
                .containsOnly(job("a").get().getMetadata().getUid());
    }

    @Test
    void letsOneWinWhenManySubmitDifferentRunsOfOneName() throws Exception {
        List<SubmissionResult> submissions =
                atOnce(it -> JobRequests.training("a", Map.of("base", "resforge-resnet20-quick", "epochs", it + 1)));

        assertThat(submissions)
                .filteredOn(SubmissionResult.Created.class::isInstance)
                .hasSize(1);
        assertThat(submissions)
                .filteredOn(SubmissionResult.Taken.class::isInstance)
                .hasSize(SUBMITTERS - 1);
        assertThat(submissions)
                .extracting(it -> it.job().getMetadata().getAnnotations().get(JobLabels.REQUEST_DIGEST))
                .containsOnly(job("a").get().getMetadata().getAnnotations().get(JobLabels.REQUEST_DIGEST));
    }

    @Test
    void leavesAJobThatAPersonAppliedAlone() {
        Job byHand = JobManifest.of(JobRequests.smoke("a"), Installation.plain());
        byHand.getMetadata().setAnnotations(Map.of());
        byHand.getMetadata().setNamespace(namespace);
        client.resource(byHand).create();

        assertThat(jobs.submit(JobRequests.smoke("a"))).isInstanceOf(SubmissionResult.Taken.class);
    }

    @Test
    void holdsTheRestrictedPodSecurityStandard() {
        client.namespaces().withName(namespace).edit(it -> it.edit()
                .editMetadata()
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build());
        PodTemplateSpec template = JobManifest.of(JobRequests.smoke("a"), Installation.plain())
                .getSpec()
                .getTemplate();

        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .withNamespace(namespace)
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();

        assertThat(pod.getMetadata().getUid()).isNotEmpty();
    }

    private List<SubmissionResult> atOnce(IntFunction<JobRequest> requests) throws Exception {
        CyclicBarrier start = new CyclicBarrier(SUBMITTERS);
        List<Callable<SubmissionResult>> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            JobRequest request = requests.apply(i);
            submitters.add(() -> {
                start.await(1, TimeUnit.MINUTES);
                return jobs.submit(request);
            });
        }
        List<SubmissionResult> submissions = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS)) {
            for (Future<SubmissionResult> submission : threads.invokeAll(submitters)) {
                submissions.add(submission.get());
            }
        }
        return submissions;
    }

    private Resource<Job> job(String name) {
        return client.batch().v1().jobs().inNamespace(namespace).withName(name);
    }
}
