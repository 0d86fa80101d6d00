package io.resforge.training.batch;

import io.resforge.network.torch.Batch;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.LabelledImages;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.SplittableRandom;

/**
 * The batches of all epochs: each epoch goes through its images in an order of its own. Order and augmentation depend on the seed
 * and the number of the epoch alone.
 */
public final class ShuffledBatches implements BatchSource {

    private final LabelledImages images;
    private final int[] which;
    private final Preparation preparation;
    private final EpochPlan plan;
    private final int epochs;
    private final long seed;

    private SplittableRandom random;
    private int[] order;
    private int epoch;
    private int step;
    private int next;

    /**
     * Batches of some of the images.
     *
     * @param which indices of the images
     * @param plan for that many images
     */
    public ShuffledBatches(
            LabelledImages images, int[] which, Preparation preparation, EpochPlan plan, int epochs, long seed) {
        if (which.length != plan.images()) {
            throw new IllegalArgumentException(
                    "the plan is for %d images, not %d".formatted(plan.images(), which.length));
        }
        this.images = images;
        this.which = which.clone();
        this.preparation = preparation;
        this.plan = plan;
        this.epochs = epochs;
        this.seed = seed;
        this.step = plan.steps();
    }

    /** Begins to prepare the batches ahead. */
    public BatchStream stream() {
        return BatchStream.start(this, images.shape(), plan.largest());
    }

    @Override
    public boolean fill(Batch batch) {
        if (step == plan.steps()) {
            if (epoch == epochs) {
                return false;
            }
            begin(epoch + 1);
        }
        int count = plan.size(step++);
        FloatBuffer pixels = batch.pixels();
        LongBuffer labels = batch.labels();
        for (int i = 0; i < count; i++) {
            int image = order[next++];
            pixels.put(preparation.prepare(images, image, random));
            labels.put(images.labels()[image]);
        }
        batch.setCount(count);
        return true;
    }

    private void begin(int number) {
        epoch = number;
        step = 0;
        next = 0;
        // Drawn through a generator, since SplittableRandoms of seeds that lie close may overlap.
        random = new SplittableRandom(new SplittableRandom(seed ^ ((long) number << Integer.SIZE)).nextLong());
        order = which.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
