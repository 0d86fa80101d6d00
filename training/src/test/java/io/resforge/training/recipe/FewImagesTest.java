package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.training.augment.ChannelShift;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.PadCrop;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FewImagesTest {

    private static final RecipeTree NOTHING = new RecipeTree(Map.of());

    private static Recipe fitted(RecipeTree asked, int images) {
        return RecipeReader.tree(FewImages.fit(asked, images));
    }

    @Test
    void makesManySmallStepsOfFewImages() {
        Recipe recipe = fitted(NOTHING, 60);
        assertThat(recipe.batchSize()).isEqualTo(8);
        assertThat(60 / recipe.batchSize() * recipe.epochs()).isBetween(3_000, 3_200);
        assertThat(recipe.lr()).isLessThan(0.05);
        assertThat(recipe.warmup().epochs()).isBetween(0.25 * recipe.epochs(), 0.35 * recipe.epochs());
    }

    @Test
    void trainsASmallNetworkOnVeryFewImagesAndChangesTheirColours() {
        Recipe recipe = fitted(NOTHING, 60);
        assertThat(recipe.arch().name()).isEqualTo("resnet8-v1");
        assertThat(recipe.augment()).containsExactly(new PadCrop(4), new Flip(), new ChannelShift(0.5));
        assertThat(fitted(NOTHING, 500).arch()).isEqualTo(Defaults.recipe().arch());
        assertThat(fitted(NOTHING, 500).augment()).isEqualTo(Defaults.recipe().augment());
        Recipe told = fitted(NOTHING.with("arch", "resnet20-v2").with("augment", "flip"), 60);
        assertThat(told.arch().name()).isEqualTo("resnet20-v2");
        assertThat(told.augment()).containsExactly(new Flip());
    }

    @Test
    void leavesEnoughImagesAlone() {
        assertThat(FewImages.fit(NOTHING, 2_000)).isEqualTo(NOTHING);
        assertThat(FewImages.sentence(NOTHING, NOTHING, 2_000)).isEmpty();
    }

    @Test
    void changesNothingThatIsGiven() {
        RecipeTree asked = NOTHING.with("arch", "resnet20-v2")
                .with("augment", "flip")
                .with("batch_size", 4)
                .with("epochs", 3)
                .with("lr", 0.3);
        assertThat(FewImages.fit(asked, 60)).isEqualTo(asked);
        RecipeTree named = NOTHING.with("base", "he2016-resnet20");
        assertThat(fitted(named, 60).batchSize())
                .isEqualTo(RecipeReader.tree(named).batchSize());
    }

    @Test
    void saysWhatItFilledIn() {
        assertThat(FewImages.sentence(NOTHING, FewImages.fit(NOTHING, 60), 60).orElseThrow())
                .startsWith("60 images are few: resnet8-v1, ")
                .contains("epochs in batches of 8 at a rate of ", "what you give yourself counts");
    }
}
