package io.resforge.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Shell;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeCommandsTest {

    private final Path home;
    private final Shell shell;

    RecipeCommandsTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    @Test
    void listsEachRecipeWithWhatIsPublishedOfIt() {
        assertThat(shell.run("recipes", "list")).isZero();
        assertThat(shell.out().lines()).hasSize(1 + NamedRecipes.names().size());
        assertThat(shell.out())
                .startsWith("RECIPE ")
                .containsPattern(
                        "he2016-resnet20 +resnet20-v1:shortcut=padding +91.25% +ResNet-20 as its paper trains it")
                .containsPattern("resforge-resnet20 +resnet20-v1 +- ");
    }

    @Test
    void listsThemAsJson() {
        assertThat(shell.run("recipes", "list", "--json")).isZero();
        assertThat(shell.json().getAsJsonObject().getAsJsonArray("recipes"))
                .hasSize(NamedRecipes.names().size())
                .anySatisfy(it -> assertThat(it.toString())
                        .contains("\"name\":\"pytorch-blocks-1111\"", "\"accuracy\":91.0", "\"loss\":0.71"));
    }

    @Test
    void showsARecipeAsAFileThatGivesItAgain() throws IOException {
        assertThat(shell.run("recipes", "show", "keras-study-v2-56-schedule")).isZero();
        String shown = shell.out();
        assertThat(shown).startsWith("about: ").contains("\n  accuracy: 92.92\n", "\nema: 0\n", "\n  kind: table\n");
        assertThat(RecipeReader.yaml(shown))
                .isEqualTo(NamedRecipes.get("keras-study-v2-56-schedule").recipe());
        Path file = Files.writeString(home.resolve("mine.yaml"), shown);
        Shell again = new Shell(home);
        assertThat(again.run("recipes", "show", file.toString())).isZero();
        assertThat(again.out()).isEqualTo(shown);
    }

    @Test
    void showsARecipeAsItWouldBeChanged() {
        assertThat(shell.run("recipes", "show", "he2016-resnet20", "--set", "optimizer=adamw", "--json"))
                .isZero();
        assertThat(shell.json()
                        .getAsJsonObject()
                        .getAsJsonObject("optimizer")
                        .get("kind")
                        .getAsString())
                .isEqualTo("adamw");
    }
}
