package io.resforge.training.batch;

import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.augment.AugmentationDraw;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.dataset.LabelledImages;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Optional;
import java.util.SplittableRandom;

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
}
