package io.resforge.training.tuning;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.tuning.FineTuning.RecipeFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two classes of three images each, which are never opened. */
class RecipeFitTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void nameImages() throws IOException {
        for (String name : new String[] {"cat/1", "cat/2", "cat/3", "dog/1", "dog/2", "dog/3"}) {
            Path file = folder.resolve(name + ".png");
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    @Test
    void takesARecipeThatFits() {
        assertThatCode(() -> check("{train_images: 4, augment: [{kind: pad_crop, padding: 31}]}"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesMoreTrainingImagesThanThereAre() {
        assertThatThrownBy(() -> check("train_images: 7"))
                .isInstanceOf(InvalidDataset.class)
                .hasMessageEndingWith("has 6 training images of 2 classes; train_images must be from 4 to 6, was 7");
    }

    @Test
    void refusesAugmentationThatIsTooMuchForTheImages() {
        assertThatThrownBy(() -> check("augment: [{kind: pad_crop, padding: 32}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("padding must be at most 31");
    }

    @Test
    void refusesToFreezeLayersThatAreNotThere() {
        assertThatThrownBy(() -> check("freeze: [stage9]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has no 'stage9'");
    }

    @Test
    void goesByTheSizeThatTheRecipeAsksFor() {
        assertThatCode(() -> check("{image: 48x48x3, augment: [{kind: pad_crop, padding: 32}]}"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesADamagedDataSet() throws IOException {
        Files.delete(folder.resolve("dog/1.png"));
        Files.delete(folder.resolve("dog/2.png"));

        assertThatThrownBy(() -> check("{}"))
                .isInstanceOf(InvalidDataset.class)
                .hasMessageContaining("has 1 training images of class dog");
    }

    private void check(String recipe) {
        RecipeFit.check(RecipeReader.yaml(recipe), folder);
    }
}
