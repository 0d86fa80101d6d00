package io.resforge.training.recipe;

import io.resforge.neuralnet.resnet.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a recipe leaves open, for a data set of few images: the usual epochs and batches would be a handful of steps, in which nothing is
 * learnt. Smaller batches and more epochs make enough steps; the rate follows the batches, and the warm-up the epochs. Of very few images
 * a deep network learns their colours by heart: a small one is trained, with the colours changed a little each time.
 */
public final class FewImages {

    /** From so many on the usual values are right. */
    private static final int ENOUGH_IMAGES = 2_000;

    /** Below this the network and its augmentation follow the data, too. */
    private static final int VERY_FEW_IMAGES = 500;

    /** Three classes of twenty photographs are told apart after about so many steps, and hardly after a third. */
    private static final int ENOUGH_STEPS = 3_000;

    /** So many batches an epoch, as far as they do not get too small for batch norm. */
    private static final int BATCHES = 8;

    private static final int SMALLEST_BATCH = 8;
    private static final int MOST_EPOCHS = 500;
    private static final Architecture SMALL = Architecture.parse("resnet8-v1");
    private static final double COLOUR_SHIFT = 0.5;

    private FewImages() {}

    /**
     * Fills in the network, the augmentation, the batches, the epochs and the rate where a recipe says nothing of them and there are few
     * images.
     *
     * @param images to train on, those held out included
     * @return the recipe with them; the same recipe where there are enough images
     * @throws InvalidRecipe if it is none
     */
    public static RecipeTree fit(RecipeTree asked, int images) {
        Recipe usual = RecipeReader.tree(asked);
        int used = usual.trainImages() == 0 ? images : Math.min(images, usual.trainImages());
        if (used >= ENOUGH_IMAGES) {
            return asked;
        }
        Set<String> given = NamedRecipes.given(asked);
        Map<String, Object> more = new LinkedHashMap<>();
        if (used < VERY_FEW_IMAGES && !given.contains("arch")) {
            more.put("arch", SMALL.name());
        }
        if (used < VERY_FEW_IMAGES && !given.contains("augment")) {
            more.put("augment", List.of("pad_crop", "flip", Map.of("kind", "channel_shift", "amount", COLOUR_SHIFT)));
        }
        int batch = given.contains("batch_size") ? usual.batchSize() : batch(usual.batchSize(), used);
        int epochs = Math.ceilDiv(ENOUGH_STEPS, Math.max(1, used / batch));
        if (batch < usual.batchSize()) {
            more.put("batch_size", batch);
            if (!given.contains("lr") && usual.optimizer() instanceof OptimizerSpec.Sgd) {
                more.put("lr", usual.lr() * Math.sqrt((double) batch / usual.batchSize()));
            }
        }
        if (!given.contains("epochs") && epochs > usual.epochs()) {
            more.put("epochs", Math.min(MOST_EPOCHS, epochs));
        }
        return asked.over(new RecipeTree(more));
    }

    private static int batch(int usual, int images) {
        int batch = usual;
        while (batch > SMALLEST_BATCH && images < BATCHES * batch) {
            batch /= 2;
        }
        return batch;
    }

    /** What {@link #fit} filled in, as a sentence; empty if it was nothing. */
    public static Optional<String> sentence(RecipeTree asked, RecipeTree fitted, int images) {
        if (fitted.equals(asked)) {
            return Optional.empty();
        }
        Recipe recipe = RecipeReader.tree(fitted);
        return Optional.of(String.format(
                Locale.ROOT,
                "%,d images are few: %s, %d epochs in batches of %d at a rate of %.2g, with a warm-up of %.3g epochs; what you give yourself counts",
                images,
                recipe.arch().name(),
                recipe.epochs(),
                recipe.batchSize(),
                recipe.lr(),
                recipe.warmup().epochs()));
    }
}
