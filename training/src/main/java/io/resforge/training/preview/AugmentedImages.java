package io.resforge.training.preview;

import io.resforge.training.augment.AugmentationDraw;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.preview.PreviewRow.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What becomes of some images, which are treated as a batch: each is mixed with the next, if they are mixed. */
final class AugmentedImages {

    private final LabelledImages images;
    private final List<String> labels;
    private final Preparation preparation;
    private final int[] which;
    private final long seed;

    AugmentedImages(Dataset dataset, Preparation preparation, int[] which, long seed) {
        this.images = dataset.training();
        this.labels = dataset.labels();
        this.preparation = preparation;
        this.which = which.clone();
        this.seed = seed;
    }

    /** One of the images in so many epochs from one on. */
    PreviewRow row(int row, int epoch, int epochs) {
        int begin = images.offset(which[row]);
        return new PreviewRow(
                label(row),
                Arrays.copyOfRange(
                        images.pixels(), begin, begin + images.shape().bytes()),
                IntStream.range(epoch, epoch + epochs)
                        .mapToObj(e -> version(row, e))
                        .toList());
    }

    private Version version(int row, int epoch) {
        float[] image = prepared(row, epoch);
        String caption = preparation
                .mixup()
                .map(mixup -> mixed(mixup, image, row, epoch))
                .orElse("");
        return new Version(preparation.normaliser().restore(image), caption);
    }

    /** Mixes the image with the next one, and says how. */
    private String mixed(Mixup mixup, float[] image, int row, int epoch) {
        int partner = (row + 1) % which.length;
        float share = mixup.share(generator("preview mixup", row, epoch));
        Mixup.mix(share, image, prepared(partner, epoch), image);
        return String.format(Locale.ROOT, "%.0f%% %s", 100 * (1 - share), label(partner));
    }

    private float[] prepared(int row, int epoch) {
        float[] target = new float[images.shape().bytes()];
        AugmentationDraw draw = new AugmentationDraw(seed, which[row], epoch, generator("preview", row, epoch));
        preparation.prepare(images, draw, target, new float[target.length]);
        return target;
    }

    private RandomGenerator generator(String purpose, int row, int epoch) {
        return Seeds.generator(seed, purpose, which[row], epoch);
    }

    private String label(int row) {
        return labels.get(images.labels()[which[row]]);
    }
}
