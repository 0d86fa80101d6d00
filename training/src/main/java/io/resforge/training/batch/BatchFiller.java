package io.resforge.training.batch;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.augment.AugmentationDraw;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.dataset.LabelledImages;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Prepares the images of a batch and writes them to its memory. It keeps its working memory, so one thread may use it. */
final class BatchFiller {

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
        FloatBuffer pixels = batch.pixels();
        LongBuffer labels = batch.labels();
        for (int i = begin; i < begin + count; i++) {
            AugmentationDraw draw = new AugmentationDraw(seed, order[i], place.epoch(), random);
            preparation.prepare(images, draw, prepared, scratch);
            pixels.put(prepared);
            labels.put(images.labels()[order[i]]);
        }
        batch.setCount(count);
        // After all else that is drawn, so that mixup changes nothing of the single images.
        mixing.ifPresent(partners -> partners.mix(batch, random));
        batch.stage();
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
