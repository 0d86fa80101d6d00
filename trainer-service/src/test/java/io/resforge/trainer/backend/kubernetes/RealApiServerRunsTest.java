package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.SweepReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Submissions of runs and sweeps to a real API server, and what is refused. */
class RealApiServerRunsTest extends RealApiServerFixture {

    @Test
    void submitsSuspendsResumesCancelsAndDeletesWithItsRoleAlone() {
        RunView submitted = lab.first().submit(request("mine", "red"));
        assertThat(submitted.state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.both("mine", run -> true)).containsOnly(submitted);
        assertThat(submitted.labels())
                .containsEntry("resforge.io/recipe", "he2016-resnet20")
                .containsEntry("team", "red");
        assertThat(lab.second().submit(request("mine", "red")))
                .as("the same again")
                .isEqualTo(submitted);
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(request("mine", "blue")));

        assertThat(lab.first().suspend("mine").state()).isEqualTo(RunState.SUSPENDED);
        assertThat(lab.both("mine", run -> run.state() == RunState.SUSPENDED))
                .extracting(RunView::state)
                .containsOnly(RunState.SUSPENDED);
        assertThat(lab.second().resume("mine").state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.second().cancel("mine", "enough").state()).isEqualTo(RunState.CANCELLED);
        assertThat(admin.batch().v1().jobs().inNamespace(namespace).list().getItems())
                .allSatisfy(job ->
                        assertThat(job.getMetadata().getDeletionTimestamp()).isNotNull());
        lab.first().delete("mine", false);
        assertThat(lab.store.ids()).isEmpty();
    }

    @Test
    void submitsASweepAsOneRun() {
        String text = NamedSweeps.text("keras-study").orElseThrow();
        List<String> settings = List.of("epochs=1");
        SweepRequest request = new SweepRequest(
                Optional.of("study"),
                new SweepRequest.Source.Named("keras-study"),
                settings,
                SweepReader.yaml(text, settings),
                "digits",
                "sample",
                2,
                Map.of());

        RunView sweep = lab.first().submit(request);

        assertThat(lab.second().submit(request).id()).isEqualTo("study");
        assertThat(sweep.members()).hasValueSatisfying(members -> assertThat(members.count())
                .isEqualTo(request.sweep().members().size()));
        assertThat(lab.first().run("study-0").state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.first().cancel("study", "").state()).isEqualTo(RunState.CANCELLED);
    }

    /** Whatever the request's own reader would have refused before. */
    @Test
    void givesTheClusterNothingToReplaceInACallersWords() {
        String hostile = "store:$(AWS_SECRET_ACCESS_KEY)$$(POD_NAME)";
        Map<String, Object> recipe = Map.of("base", "he2016-resnet20", "about", hostile);
        RunRequest request = new RunRequest(
                Optional.of("hostile"),
                "digits",
                hostile,
                Optional.empty(),
                RecipeReader.tree(recipe),
                recipe,
                Map.of("team", "red", "example.com/team", "red"));

        RunView run = lab.first().submit(request);

        PodTemplateSpec pod = admin.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName("hostile")
                .get()
                .getSpec()
                .getTemplate();
        assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                .contains("--data=store:$$(AWS_SECRET_ACCESS_KEY)$$$$(POD_NAME)")
                .contains("--set=about=store:$$(AWS_SECRET_ACCESS_KEY)$$$$(POD_NAME)")
                .noneMatch(it -> it.replace("$$", "").contains("$"));
        assertThat(pod.getMetadata().getLabels())
                .containsKey("example.com/team")
                .doesNotContainKey("team");
        assertThat(run.spec().dataset()).isEqualTo(hostile);
        lab.store.delete("hostile");
        assertThat(lab.second().run("hostile").spec().dataset())
                .as("as the Job tells it")
                .isEqualTo(hostile);
    }

    private void applyByHand(String runId) {
        admin.resource(new JobBuilder(ClusterSamples.job(runId).build())
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .endMetadata()
                        .build())
                .create();
        lab.both(runId, run -> run.state() == RunState.QUEUED);
    }

    @Test
    void leavesNothingBehindWhereAJobHasTheNameAlready() {
        applyByHand("taken");
        admin.resource(new JobBuilder(ClusterSamples.job("no-run").build())
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .withLabels(Map.of())
                        .endMetadata()
                        .build())
                .create();

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(request("taken", "red")));
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(request("no-run", "red")))
                .withMessageContaining("a Job 'no-run' that is no run");
        assertThat(lab.store.ids()).isEmpty();
        assertThat(lab.store.spec("taken")).isEmpty();
    }

    @Test
    void lendsNoMembersIdToARunNorARunsToAMember() {
        lab.first().submit(request("x-3", "red"));
        lab.first().submit(request("y-99", "red"));

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(sweep("x")))
                .withMessageContaining("'x-3'");
        assertThat(lab.store.spec("x")).isEmpty();
        assertThat(lab.first().submit(sweep("y")).id()).isEqualTo("y");
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(request("y-3", "red")))
                .withMessageContaining("member of the sweep 'y'");
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(sweep("y-0")))
                .withMessageContaining("member of the sweep 'y'");
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(request("y", "red")))
                .withMessageContaining("recipe.sweep: 'keras-study' there, nothing asked");
        assertThat(lab.second().submit(sweep("y")).id()).isEqualTo("y");
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

    @Test
    void leavesTheRunOfAnotherSubmissionAloneWhenItFails() {
        // Given
        lab.first().submit(request("mine", "red"));
        admin.batch().v1().jobs().inNamespace(namespace).withName("mine").delete();
        lab.both("mine", run -> run.message().startsWith("it has no Job here"));
        admin.rbac().roles().inNamespace(namespace).withName("trainer").edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains("jobs"));
            return role;
        });
        // When
        lab.await(() -> refusal().isPresent());
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(() -> lab.second().submit(request("mine", "red")));
        // Then
        assertThat(lab.store.spec("mine")).isPresent();
    }

    @Test
    void keepsNothingOfARunThatKubernetesRefuses() {
        // Given
        admin.rbac().roles().inNamespace(namespace).withName("trainer").edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains("jobs"));
            return role;
        });
        // When
        lab.await(() -> refusal().isPresent());
        // Then
        assertThat(refusal()).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(ClusterFailure.Kind.FORBIDDEN);
            assertThat(failure).hasMessageContaining("User \"control-plane\" cannot");
        });
        assertThat(lab.store.spec("refused")).isEmpty();
        assertThat(lab.store.ids()).isEmpty();
    }

    /** The authorizer learns of a role that changed a moment later. */
    private Optional<ClusterFailure> refusal() {
        try {
            lab.first().submit(request("refused", "red"));
            admin.batch().v1().jobs().inNamespace(namespace).withName("refused").delete();
            lab.store.delete("refused");
            return Optional.empty();
        } catch (ClusterFailure e) {
            return Optional.of(e);
        }
    }
}
