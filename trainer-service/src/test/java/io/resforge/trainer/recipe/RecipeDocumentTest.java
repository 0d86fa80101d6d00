package io.resforge.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.network.torch.Precision;
import io.resforge.trainer.testing.Samples;
import io.resforge.training.recipe.OptimizerSpec;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.ScheduleSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipeDocumentTest {

    private static final RecipeDocument STEPS = new RecipeDocument(
            "resnet20-v1",
            3,
            64,
            new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
            new ScheduleSpec.Step(0.001, 0.5, List.of(1.5, 2.25)),
            0,
            0.1,
            false,
            PrecisionChoice.AUTO,
            42);

    @Test
    void isTheSameAfterAWayThroughJson() {
        assertThat(RecipeDocument.of(STEPS.json())).isEqualTo(STEPS);
        assertThat(RecipeDocument.of(Samples.recipe().json())).isEqualTo(Samples.recipe());
    }

    @Test
    void isWrittenSoThatPeopleCanReadIt() {
        assertThat(STEPS.json())
                .containsEntry("architecture", "resnet20-v1")
                .containsEntry("batchSize", 64)
                .containsEntry("precision", "auto")
                .containsEntry("optimizer", Map.of("kind", "adam", "beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8))
                .containsEntry(
                        "schedule",
                        Map.of("kind", "step", "peak", 0.001, "warmupEpochs", 0.5, "milestones", List.of(1.5, 2.25)))
                .doesNotContainKey("here");
    }

    @Test
    void leavesWhatAutoMeansToTheMachineThatTrains() {
        assertThat(STEPS.here().precision()).isEqualTo(Precision.fastest());
        assertThat(RecipeDocument.of(STEPS.here()).precision()).isNotEqualTo(PrecisionChoice.AUTO);
    }

    @Test
    void givesTheRecipeThatItIsOf() {
        Recipe recipe = Samples.recipe().here();

        assertThat(RecipeDocument.of(recipe).here()).isEqualTo(recipe);
    }

    @Test
    void refusesAnUnknownKey() {
        Map<String, Object> json = new HashMap<>(STEPS.json());
        json.put("momentum", 0.9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecipeDocument.of(json))
                .withMessageContaining("momentum");
    }

    @Test
    void refusesAMissingKey() {
        Map<String, Object> json = new HashMap<>(STEPS.json());
        json.remove("seed");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecipeDocument.of(json))
                .withMessageContaining("seed");
    }

    @Test
    void refusesAValueThatNoRecipeCanHave() {
        Map<String, Object> json = new HashMap<>(STEPS.json());
        json.put("batchSize", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecipeDocument.of(json))
                .withMessageContaining("batch_size must be from 2");
    }
}
