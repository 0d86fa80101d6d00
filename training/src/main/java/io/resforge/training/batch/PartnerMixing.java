package io.resforge.training.batch;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.augment.Mixup;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.random.RandomGenerator;

/**
 * Mixes each image of a filled batch with the one after it, and the last with the first: since the order of an epoch is random, so is
 * the partner. It keeps its working memory, so one thread may use it.
 */
final class PartnerMixing {

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
