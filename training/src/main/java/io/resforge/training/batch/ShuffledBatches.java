package io.resforge.training.batch;

import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.batch.BatchStream.BatchSource;
import io.resforge.training.dataset.LabelledImages;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The batches of all epochs: each epoch goes through its images in an order of its own. The order depends on the seed and the number
 * of the epoch alone, and what chance does to a batch on the seed, the epoch and the step: so any batch can be made again without
 * those before it.
 */
public final class ShuffledBatches {

    private final LabelledImages images;
    private final int[] which;
    private final Preparation preparation;
    private final EpochPlan plan;
    private final int epochs;
    private final long seed;

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
                    String.format(Locale.ROOT, "the plan is for %d images, not %d", plan.images(), which.length));
        }
        this.images = images;
        this.which = which.clone();
        this.preparation = preparation;
        this.plan = plan;
        this.epochs = epochs;
        this.seed = seed;
    }

    /** Begins to prepare the batches ahead, from the first. */
    public BatchStream stream() {
        return stream(BatchPosition.START);
    }

    /**
     * Begins to prepare the batches ahead: the same, to the last bit, as a stream from the start gives from there on.
     *
     * @param from the place of the first batch; a step past the epoch's last means the next epoch's first
     */
    public BatchStream stream(BatchPosition from) {
        return BatchStream.start(source(from), images.shape(), plan.largest());
    }

    /** The batches from a place on, for one thread. */
    BatchSource source(BatchPosition from) {
        BatchFiller filler = new BatchFiller(images, preparation, seed);
        return new BatchSource() {

            private int epoch = from.step() < plan.steps() ? from.epoch() : from.epoch() + 1;
            private int step = from.step() < plan.steps() ? from.step() : 0;
            private int[] order = EpochOrder.of(which, seed, epoch);

            @Override
            public boolean fill(TrainingBatch batch) {
                if (epoch > epochs) {
                    return false;
                }
                filler.fill(batch, order, plan.begin(step), plan.size(step), new BatchPosition(epoch, step));
                if (++step == plan.steps()) {
                    step = 0;
                    order = EpochOrder.of(which, seed, ++epoch);
                }
                return true;
            }
        };
    }

    /** The order in which an epoch goes through its images; it depends on the seed and the number of the epoch alone. */
    static final class EpochOrder {

        private EpochOrder() {}

        /** The images in the epoch's order, each as likely in any place (Fisher and Yates). */
        static int[] of(int[] images, long seed, int epoch) {
            SplittableRandom random = Seeds.generator(seed, "order", epoch);
            int[] order = images.clone();
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            return order;
        }
    }
}
