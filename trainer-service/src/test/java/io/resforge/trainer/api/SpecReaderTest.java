package io.resforge.trainer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.training.recipe.Defaults;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.v1.RunSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {

    private static final AllowedInput ON_A_LAPTOP = AllowedInput.of("/store", true, List.of(), List.of());

    private static RunSpec.Builder spec(String recipe) {
        return RunSpec.newBuilder()
                .setDataset("/data")
                .setRecipe(Structs.write(RecipeTree.yaml(recipe).values()));
    }

    private static RunRequest read(RunSpec.Builder spec) {
        return new SpecReader(ON_A_LAPTOP).read(spec.build(), "");
    }

    private static List<Violation> violations(RunSpec.Builder spec, String runId) {
        return catchThrowableOfType(InvalidInput.class, () -> new SpecReader(ON_A_LAPTOP).read(spec.build(), runId))
                .violations();
    }

    private static String only(RunSpec.Builder spec, String field) {
        assertThat(violations(spec, "")).extracting(Violation::field).containsExactly(field);
        return violations(spec, "").getFirst().description();
    }

    @Test
    void fillsInTheDefaults() {
        RunRequest request = read(spec(""));

        assertThat(request.runId()).isEmpty();
        assertThat(request.model()).isEqualTo("cifar10");
        assertThat(request.fromVersion()).isEmpty();
        assertThat(request.recipe()).isEqualTo(Defaults.recipe());
    }

    @Test
    void takesTheValuesOfANamedRecipe() {
        RunRequest request = read(spec("{base: keras-resnet20-v1, epochs: 3}"));

        assertThat(request.recipe().epochs()).isEqualTo(3);
        assertThat(request.recipe().optimizer())
                .isEqualTo(NamedRecipes.get("keras-resnet20-v1").recipe().optimizer());
    }

    @Test
    void takesAnExplicitZeroForAZero() {
        RunRequest request = read(spec("{weight_decay: 0, augment: [], seed: 0, warmup: 0}"));

        assertThat(request.recipe().weightDecay()).isZero();
        assertThat(request.recipe().augment()).isEmpty();
        assertThat(request.recipe().seed()).isZero();
        assertThat(request.recipe().warmup().epochs()).isZero();
    }

    @Test
    void writesBackWhatItRead() {
        RunRequest request = read(
                spec(
                        "{precision: bf16, plateau: {}, schedule: {kind: multi_step, milestones: [2, 3.5]}, augment: [mixup]}"));

        RunSpec.Builder written = spec("").setRecipe(Structs.write(RecipeWriter.tree(request.recipe())));

        assertThat(read(written).recipe()).isEqualTo(request.recipe());
    }

    @Test
    void namesEveryBadFieldInOneAnswer() {
        RunSpec.Builder spec = spec("""
                        arch: resnet21-v1
                        epochs: 0
                        batch_size: 1
                        label_smoothing: 1
                        weight_decay: NaN
                        optimizer: {momentum: 1}
                        schedule: {kind: cosin, floor: 3}
                        augment: [flip, {kind: cutout, side: 0}, spin]
                        lrate: 0.1
                        """).clearDataset().setModel("My Model").setFromVersion("latest");

        assertThat(violations(spec, "UPPER"))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "run_id",
                        "spec.model",
                        "spec.from_version",
                        "spec.dataset",
                        "spec.recipe.arch",
                        "spec.recipe.epochs",
                        "spec.recipe.batch_size",
                        "spec.recipe.label_smoothing",
                        "spec.recipe.weight_decay",
                        "spec.recipe.optimizer.momentum",
                        "spec.recipe.schedule",
                        "spec.recipe.augment[1].side",
                        "spec.recipe.lrate");
    }

    @Test
    void saysNoMoreOfARecipeWhoseBaseIsUnknown() {
        assertThat(only(spec("{base: he2016-resnet21, optimizer: {beta1: 0.8}}"), "spec.recipe.base"))
                .isEqualTo("there is no recipe 'he2016-resnet21'; did you mean 'he2016-resnet20'?");
    }

    @Test
    void saysWhatIsAllowedInPlaceOfAnUnknownArchitecture() {
        assertThat(only(spec("arch: vgg16"), "spec.recipe.arch"))
                .contains("vgg16")
                .contains("resnet20-v1");
    }

    @Test
    void saysWhatADataSetIs() {
        assertThat(only(spec("").clearDataset(), "spec.dataset")).contains("must be given", "train/<class>/");
    }

    @Test
    void takesLabelsWithoutAPrefixAndThoseThatTheInstallationAllows() {
        AllowedInput allowed =
                AllowedInput.of("/store", true, List.of(), List.of("kueue.x-k8s.io/priority-class", "example.com/"));
        RunSpec spec = spec("").putLabels("team", "vision")
                .putLabels("kueue.x-k8s.io/priority-class", "low")
                .putLabels("example.com/stage", "a")
                .build();

        assertThat(new SpecReader(allowed).read(spec, "").labels())
                .containsEntry("team", "vision")
                .containsEntry("kueue.x-k8s.io/priority-class", "low")
                .containsEntry("example.com/stage", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kueue.x-k8s.io/priority-class",
                "sidecar.istio.io/inject",
                "azure.workload.identity/use",
                "batch.kubernetes.io/controller-uid",
                "app.kubernetes.io/name",
                "resforge.io/run",
                "job-name",
                "controller-uid",
                "/a",
                "a/",
                "a b"
            })
    void refusesLabelsThatAClusterHeeds(String key) {
        assertThat(only(spec("").putLabels(key, "true"), "spec.labels")).contains("'" + key + "'");
    }

    @Test
    void namesARunAfterItsRecipeWhateverItsLabelSays() {
        RunSpec.Builder answer = spec("").setRecipe(Structs.write(
                RecipeWriter.tree(NamedRecipes.get("he2016-resnet20").recipe())));

        assertThat(recipeOf(answer.putLabels("resforge.io/recipe", "he2016-resnet20")))
                .as("an answer sent again")
                .isEqualTo("he2016-resnet20");
        assertThat(recipeOf(answer.putLabels("resforge.io/recipe", "keras-resnet20-v1")))
                .isEqualTo("inline");
        assertThat(recipeOf(spec("epochs: 3").putLabels("resforge.io/recipe", "he2016-resnet20")))
                .isEqualTo("inline");
        assertThat(recipeOf(spec("base: keras-resnet20-v1").putLabels("resforge.io/recipe", "he2016-resnet20")))
                .isEqualTo("keras-resnet20-v1");
    }

    private static String recipeOf(RunSpec.Builder spec) {
        return read(spec).labels().get("resforge.io/recipe");
    }

    @Test
    void tellsWholeNumbersAsTheyWereWritten() {
        assertThat(only(spec("epochs: 20000"), "spec.recipe.epochs"))
                .isEqualTo("epochs must be from 1 to 10000, was 20000");
    }

    @Test
    void refusesAWarmUpAsLongAsTheRun() {
        assertThat(only(spec("{epochs: 2, warmup: 2}"), "spec.recipe.warmup.epochs"))
                .contains("fewer than the run's epochs, 2");
    }
}
