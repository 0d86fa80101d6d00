package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipeTreeTest {

    @Test
    void replacesOneValueOfAGroup() {
        RecipeTree tree = RecipeTree.yaml("{lr: 0.1, optimizer: {kind: sgd, momentum: 0.9, nesterov: false}}");

        assertThat(tree.set("optimizer.momentum=0.8").values())
                .isEqualTo(Map.of("lr", 0.1, "optimizer", Map.of("kind", "sgd", "momentum", 0.8, "nesterov", false)));
    }

    @Test
    void dropsTheValuesOfAnotherKind() {
        RecipeTree tree = RecipeTree.yaml("optimizer: {kind: sgd, momentum: 0.9}");

        assertThat(tree.set("optimizer=adam").values()).isEqualTo(Map.of("optimizer", Map.of("kind", "adam")));
    }

    @Test
    void keepsTheValuesOfTheSameKind() {
        RecipeTree tree = RecipeTree.yaml("optimizer: {kind: sgd, momentum: 0.8}");

        assertThat(tree.set("optimizer=sgd")).isEqualTo(tree);
    }

    @Test
    void addsToAKindThatIsOneWord() {
        assertThat(RecipeTree.yaml("optimizer: adam").set("optimizer.beta1=0.8").values())
                .isEqualTo(Map.of("optimizer", Map.of("kind", "adam", "beta1", 0.8)));
    }

    @Test
    void replacesListsAsAWhole() {
        assertThat(RecipeTree.yaml("augment: [flip, mixup]")
                        .set("augment=[cutout]")
                        .values())
                .isEqualTo(Map.of("augment", List.of("cutout")));
    }

    @Test
    void takesAWarmUpAsANumberOfEpochs() {
        assertThat(RecipeTree.yaml("warmup: {epochs: 3, start: 0.1}")
                        .set("warmup=2")
                        .values())
                .isEqualTo(Map.of("warmup", Map.of("epochs", 2, "start", 0.1)));
    }

    @Test
    void takesAwayOneKeyOrAWholeList() {
        RecipeTree tree =
                RecipeTree.yaml("{lr: 1, optimizer: {kind: adam, beta1: 2}, augment: [flip, {kind: cutout}]}");

        assertThat(tree.without("optimizer.beta1").without("augment[1].side").values())
                .isEqualTo(Map.of("lr", 1, "optimizer", Map.of("kind", "adam")));
    }

    @Test
    void refusesASettingThatIsNone() {
        assertThatThrownBy(() -> RecipeTree.yaml("").set("lr"))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessage("a setting is key=value, such as lr=0.05, was 'lr'");
        assertThatThrownBy(() -> RecipeTree.yaml("").set("a..b=1"))
                .hasMessage("a key is a word such as lr or optimizer.momentum, was 'a..b'");
        assertThatThrownBy(() -> RecipeTree.yaml("").set("augment=[flip"))
                .hasMessageStartingWith("augment is not YAML at line 1, column ");
    }
}
