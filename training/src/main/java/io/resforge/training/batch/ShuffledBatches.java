package io.resforge.training.batch;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.torch.DeviceImages;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.batch.BatchStream.BatchSource;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.dataset.LabelledImages;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The batches of all epochs: each epoch goes through its images in an order of its own. The order depends on the seed and the number
 * of the epoch alone, and what chance does to a batch on the seed, the epoch and the step: so any batch can be made again without
 * those before it.
 */
public final class ShuffledBatches {

    /** A small part of a GPU's memory; all of CIFAR-10 is a sixth of it. */
    private static final int MOST_DEVICE_BYTES = 1 << 30;

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

    /** Whether the device can put the batches together: images are only moved, and all of them fit there. */
    public boolean suitDevice() {
        return preparation.onlyMoves() && images.pixels().length <= MOST_DEVICE_BYTES;
    }

    /** As {@link #stream(BatchPosition)}, but the device has all images and puts batches together: the same, to the last bit. */
    public BatchStream streamOnDevice(BatchPosition from) {
        DeviceImages device = new DeviceImages(images.pixels(), preparation.normaliser(), preparation.blanks());
        return BatchStream.start(source(from), device, plan.largest());
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

    /** Prepares the images of a batch and writes them to its memory. It keeps its working memory, so one thread may use it. */
    private static final class BatchFiller {

        private final LabelledImages images;
        private final Preparation preparation;
        private final long seed;
        private final Optional<PartnerMixing> mixing;
        private final float[] prepared;
        private final float[] scratch;

        BatchFiller(LabelledImages images, Preparation preparation, long seed) {
            this.images = images;
            this.preparation = preparation;
            this.seed = seed;
            this.mixing = preparation.mixup().map(mixup -> new PartnerMixing(mixup, images.shape()));
            this.prepared = new float[images.shape().bytes()];
            this.scratch = new float[images.shape().bytes()];
        }

        /** Fills a batch with {@code count} images of an order from index {@code begin} on. */
        void fill(TrainingBatch batch, int[] order, int begin, int count, BatchPosition place) {
            SplittableRandom random = Seeds.generator(seed, "batch", place.epoch(), place.step());
            Consumer<AugmentationDraw> images = batch.isOnDevice() ? places(batch.places()) : pixels(batch.pixels());
            LongBuffer labels = batch.labels();
            for (int i = begin; i < begin + count; i++) {
                images.accept(new AugmentationDraw(seed, order[i], place.epoch(), random));
                labels.put(this.images.labels()[order[i]]);
            }
            batch.setCount(count);
            // After all else that is drawn, so that mixup changes nothing of the single images.
            mixing.ifPresent(partners -> partners.mix(batch, random));
            batch.stage();
        }

        private Consumer<AugmentationDraw> pixels(FloatBuffer target) {
            return draw -> {
                preparation.prepare(images, draw, prepared, scratch);
                target.put(prepared);
            };
        }

        private Consumer<AugmentationDraw> places(IntBuffer target) {
            return draw -> preparation.places(draw).write(target.put(draw.image()));
        }

        /**
         * Mixes each image of a filled batch with the one after it, and the last with the first: since the order of an epoch is random, so is
         * the partner. It keeps its working memory, so one thread may use it.
         */
        static final class PartnerMixing {

            private final Mixup mixup;
            private final float[] first;
            private float[] image;
            private float[] partner;

            PartnerMixing(Mixup mixup, ImageShape shape) {
                this.mixup = mixup;
                this.first = new float[shape.bytes()];
                this.image = new float[shape.bytes()];
                this.partner = new float[shape.bytes()];
            }

            void mix(TrainingBatch batch, RandomGenerator random) {
                FloatBuffer pixels = batch.pixels();
                LongBuffer labels = batch.labels();
                int size = first.length;
                int last = batch.count() - 1;
                // The first one's pixels are overwritten by the time that the last one needs them.
                pixels.get(0, first);
                System.arraycopy(first, 0, image, 0, size);
                for (int i = 0; i <= last; i++) {
                    float share = mixup.share(random);
                    if (i < last) {
                        pixels.get((i + 1) * size, partner);
                    } else {
                        System.arraycopy(first, 0, partner, 0, size);
                    }
                    Mixup.mix(share, image, partner, image);
                    pixels.put(i * size, image);
                    batch.partners().put(i, labels.get(i < last ? i + 1 : 0));
                    batch.shares().put(i, share);
                    float[] mixed = image;
                    image = partner;
                    partner = mixed;
                }
            }
        }
    }
}
