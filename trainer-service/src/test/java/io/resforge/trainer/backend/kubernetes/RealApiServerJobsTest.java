package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.JobRecord;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.contract.RunState;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What happens to Jobs of a real API server from outside, and what becomes of their runs. */
class RealApiServerJobsTest extends RealApiServerFixture {

    @Test
    void makesTheJobOfARunAgainAsItWasRatherThanAsThisInstallationWould() {
        // Given
        admin.resource(ownJob("by-hand")).create();
        lab.both("by-hand", run -> run.state() == RunState.QUEUED);
        lab.await(() -> lab.store.job("by-hand").isPresent());
        deleteJob("by-hand");
        lab.both("by-hand", run -> run.message().startsWith("it has no Job here"));
        // When
        RunView resumed = lab.second().resume("by-hand");
        // Then
        assertThat(resumed.state()).isEqualTo(RunState.QUEUED);
        Container worker =
                job("by-hand").getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(worker.getImage()).isEqualTo("trainer");
        assertThat(worker.getResources().getLimits()).containsEntry("nvidia.com/gpu", new Quantity("1"));
        assertThat(worker.getResources().getRequests()).containsEntry("memory", new Quantity("1800Mi"));
    }

    @Test
    void cancelsARunWhoseJobIsDeletedInWhateverStateItWas() {
        // Given
        reconcileOften();
        lab.first().submit(request("queued", "red"));
        lab.first().submit(request("suspended", "red"));
        lab.first().suspend("suspended");
        admin.resource(ownJob("by-hand")).create();
        lab.both("by-hand", run -> run.state() == RunState.QUEUED);
        // When
        List.of("queued", "suspended", "by-hand").forEach(this::deleteJob);
        // Then
        for (String run : List.of("queued", "suspended", "by-hand")) {
            assertThat(lab.both(run, it -> it.state().ended())).as(run).allSatisfy(it -> {
                assertThat(it.state()).isEqualTo(RunState.CANCELLED);
                assertThat(it.message()).isEqualTo("cancelled: its Job was deleted");
            });
        }
        assertThat(lab.store.ids()).containsExactlyInAnyOrder("queued", "suspended", "by-hand");
    }

    @Test
    void goesOnWithAJobThatWasReplacedUnderItsName() {
        // Given
        reconcileOften();
        admin.resource(ownJob("by-hand")).create();
        lab.await(() -> lab.store.job("by-hand").isPresent());
        String before = job("by-hand").getMetadata().getUid();
        // When: as by kubectl replace --force
        deleteJob("by-hand");
        admin.resource(ownJob("by-hand")).create();
        String after = job("by-hand").getMetadata().getUid();
        lab.await(() ->
                lab.store.job("by-hand").filter(it -> it.uid().equals(after)).isPresent());
        lab.awaitListed(marks -> marks.contains(after) && !marks.contains(before));
        // Then
        assertThat(lab.store.end("by-hand")).isEmpty();
        assertThat(lab.first().run("by-hand").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void leavesARunAloneWhoseJobIsOfAnotherCluster() {
        // Given: as after a namespace was deleted and made anew
        lab.first().submit(request("moved", "red"));
        JobRecord record = lab.store.job("moved").orElseThrow();
        deleteJob("moved");
        lab.store.jobs(record.namespace()).remove(new JobIndex.Entry("moved", record.uid()));
        lab.store.jobs("another").add(new JobIndex.Entry("moved", record.uid()));
        // When
        reconcileOften();
        lab.first().submit(request("other", "red"));
        deleteJob("other");
        lab.both("other", run -> run.state().ended());
        // Then
        assertThat(lab.first().run("moved").state()).isEqualTo(RunState.SUSPENDED);
        assertThat(lab.first().resume("moved").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void doesNotBringBackARunThatIsDeleted() {
        // Given
        reconcileOften();
        lab.first().submit(request("mine", "red"));
        lab.first().cancel("mine", "");
        // When
        lab.first().delete("mine", false);
        lab.awaitListed(Set::isEmpty);
        // Then
        assertThat(lab.store.ids()).isEmpty();
        assertThatExceptionOfType(UnknownRun.class)
                .isThrownBy(() -> lab.second().run("mine"));
    }

    @Test
    void saysInKubernetesWordsWhyItMakesNoPod() {
        // Given
        Job made = admin.resource(ownJob("refused-pod")).create();
        lab.both("refused-pod", run -> run.state() == RunState.QUEUED);
        String words = "Error creating: pods \"refused-pod-x\" is forbidden: exceeded quota: compute";
        // When
        admin.resource(new EventBuilder()
                        .withNewMetadata()
                        .withName("refused-pod.1")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withNamespace(namespace)
                        .withName("refused-pod")
                        .withUid(made.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason("FailedCreate")
                        .withMessage(words)
                        .withLastTimestamp("2026-11-29T12:00:00Z")
                        .build())
                .create();
        // Then
        assertThat(lab.both("refused-pod", run -> run.message().contains("quota")))
                .extracting(RunView::message)
                .containsOnly("Kubernetes makes no pod for it: " + words);
    }

    @Test
    void refusesALogThatItsRoleMayNotRead() {
        // Given
        admin.rbac().roles().inNamespace(namespace).withName("trainer").edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains("pods/log"));
            return role;
        });
        Job made = admin.resource(ownJob("mine")).create();
        Pod running = new PodBuilder(ClusterSamples.running(made, "mine-a"))
                .editMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .withImage("trainer")
                .endContainer()
                .endSpec()
                .build();
        admin.resource(running).create();
        admin.resource(running).updateStatus();
        lab.both("mine", run -> run.state() == RunState.STARTING);
        // When
        RunLog log = lab.first().log("mine", OptionalInt.empty(), true);
        lab.await(() -> refused(log));
        // Then
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(log::read)
                .matches(failure -> failure.kind() == ClusterFailure.Kind.FORBIDDEN)
                .withMessageContaining("cannot get resource \"pods/log\"");
    }

    /** The authorizer learns of a role that changed a moment later. */
    private static boolean refused(RunLog log) {
        try {
            log.read();
            return false;
        } catch (ClusterFailure e) {
            return e.kind() == ClusterFailure.Kind.FORBIDDEN;
        }
    }

    @Test
    void seesWhatOthersDoToAJobThatWasAppliedByHand() {
        admin.resource(new JobBuilder(ClusterSamples.job("by-hand").build())
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .endMetadata()
                        .build())
                .create();
        lab.both("by-hand", run -> run.state() == RunState.QUEUED);

        admin.batch().v1().jobs().inNamespace(namespace).withName("by-hand").edit(job -> new JobBuilder(job)
                .editSpec()
                .withSuspend(true)
                .endSpec()
                .build());

        assertThat(lab.both("by-hand", run -> run.state() == RunState.SUSPENDED))
                .extracting(RunView::state)
                .containsOnly(RunState.SUSPENDED);
    }
}
