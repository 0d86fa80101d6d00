package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure.Kind;
import io.resforge.trainer.backend.kubernetes.job.JobApplier.SubmissionResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Submitting to an API server that answers as the test says; see {@link AppliedJobsTest} and {@link RefusedJobsTest} for a real one. */
class JobApplierTest {

    private static final String NAMESPACE = "resforge";
    private static final String JOBS = "/apis/batch/v1/namespaces/resforge/jobs";
    private static final String JOB = JOBS + "/a";
    private static final String APPLY = JOB + "?fieldValidation=Strict&fieldManager=resforge&force=false";

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private KubernetesClient client;
    private JobApplier jobs;

    @BeforeEach
    void start() {
        server.start();
        client = client(server.createClient().getConfiguration());
        jobs = new JobApplier(client, NAMESPACE, Installation.plain());
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout(1000)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.destroy();
    }

    @Test
    void appliesTheJobUnderItsOwnNameAndOnlyWhereThereIsNone() throws Exception {
        server.expect()
                .patch()
                .withPath(APPLY)
                .andReturn(201, job("a", JobRequests.smoke("a")))
                .once();

        SubmissionResult submission = jobs.submit(JobRequests.smoke("a"));

        assertThat(submission).isInstanceOf(SubmissionResult.Created.class);
        RecordedRequest request = server.takeRequest(1, TimeUnit.SECONDS);
        assertThat(request.getHeader("Content-Type")).startsWith("application/apply-patch+yaml");
        Job applied = client.getKubernetesSerialization().unmarshal(request.getUtf8Body(), Job.class);
        assertThat(applied.getMetadata().getResourceVersion()).isEqualTo("1");
        assertThat(applied.getSpec()).isEqualTo(job("a", JobRequests.smoke("a")).getSpec());
    }

    @Test
    void findsTheJobThatTheSameRequestMadeBefore() {
        answerApply(409, "Operation cannot be fulfilled");
        server.expect()
                .get()
                .withPath(JOB)
                .andReturn(200, job("a", JobRequests.smoke("a")))
                .once();

        assertThat(jobs.submit(JobRequests.smoke("a"))).isInstanceOf(SubmissionResult.Repeated.class);
    }

    @Test
    void leavesAnotherJobOfThisNameAlone() {
        Job byHand = new JobBuilder()
                .withNewMetadata()
                .withName("a")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        answerApply(409, "Operation cannot be fulfilled");
        server.expect().get().withPath(JOB).andReturn(200, byHand).once();
        answerApply(409, "Operation cannot be fulfilled");
        server.expect()
                .get()
                .withPath(JOB)
                .andReturn(200, job("a", JobRequests.sweep("a")))
                .once();

        assertThat(jobs.submit(JobRequests.smoke("a"))).isInstanceOf(SubmissionResult.Taken.class);
        assertThat(jobs.submit(JobRequests.smoke("a"))).isInstanceOf(SubmissionResult.Taken.class);
    }

    @Test
    void triesAgainWhenTheJobInItsWayIsGoneMeanwhile() {
        answerApply(409, "Operation cannot be fulfilled");
        server.expect().get().withPath(JOB).andReturn(404, null).once();
        server.expect()
                .patch()
                .withPath(APPLY)
                .andReturn(201, job("a", JobRequests.smoke("a")))
                .once();

        assertThat(jobs.submit(JobRequests.smoke("a"))).isInstanceOf(SubmissionResult.Created.class);
    }

    @Test
    void tellsWhatKubernetesRefusesInItsWords() {
        answerApply(403, "jobs.batch \"a\" is forbidden: exceeded quota: team, requested: count/jobs.batch=1");

        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(() -> jobs.submit(JobRequests.smoke("a")))
                .withMessage("could not submit run 'a' to namespace 'resforge':"
                        + " jobs.batch \"a\" is forbidden: exceeded quota: team, requested: count/jobs.batch=1")
                .extracting(ClusterFailure::kind)
                .isEqualTo(Kind.QUOTA_EXCEEDED);
    }

    @Test
    void saysThatNobodyListens() {
        Config config = client.getConfiguration();
        server.destroy();

        assertThat(failure(config)).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void saysThatNoAnswerCame() throws IOException {
        // Who never accepts a connection lets the system take it, and is silent.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Config config = new ConfigBuilder(client.getConfiguration())
                    .withMasterUrl("http://127.0.0.1:" + silent.getLocalPort())
                    .build();

            assertThat(failure(config)).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    private static Kind failure(Config config) {
        try (KubernetesClient client = client(config)) {
            new JobApplier(client, NAMESPACE, Installation.plain()).submit(JobRequests.smoke("a"));
            throw new AssertionError("there was an answer");
        } catch (ClusterFailure e) {
            return e.kind();
        }
    }

    private void answerApply(int code, String message) {
        server.expect()
                .patch()
                .withPath(APPLY)
                .andReturn(
                        code,
                        new StatusBuilder().withCode(code).withMessage(message).build())
                .once();
    }

    private static Job job(String name, JobRequest request) {
        assertThat(request.id()).isEqualTo(name);
        return JobManifest.of(request, Installation.plain());
    }
}
