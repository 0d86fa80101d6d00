package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.image.ImageShape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetTest {

    private static final ImageShape PIXEL = new ImageShape(1, 1, 1);
    private static final List<String> LABELS = List.of("cat", "dog");

    @Test
    void equalContentHasTheSameDigestWhateverItsName() {
        Dataset one = Dataset.of("one", LABELS, images(1, 2, 3, 4), Optional.empty());
        Dataset other = Dataset.of("other", LABELS, images(1, 2, 3, 4), Optional.empty());

        assertThat(one.digest()).isEqualTo(other.digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void everyDifferenceOfContentChangesTheDigest() {
        LabelledImages images = images(1, 2, 3, 4);
        LabelledImages relabelled = new LabelledImages(PIXEL, images.pixels(), new int[] {1, 0, 0, 1});
        LabelledImages reshaped = new LabelledImages(new ImageShape(1, 2, 1), new byte[8], images.labels());
        LabelledImages turned = new LabelledImages(new ImageShape(1, 1, 2), new byte[8], images.labels());

        assertThat(List.of(
                        Dataset.of("d", LABELS, images, Optional.empty()),
                        Dataset.of("d", List.of("cat", "cow"), images, Optional.empty()),
                        Dataset.of("d", LABELS, images(1, 2, 3, 5), Optional.empty()),
                        Dataset.of("d", LABELS, relabelled, Optional.empty()),
                        Dataset.of("d", LABELS, reshaped, Optional.empty()),
                        Dataset.of("d", LABELS, turned, Optional.empty()),
                        Dataset.of("d", LABELS, images, Optional.of(images(1, 2))),
                        Dataset.of("d", LABELS, images, Optional.of(images(1, 3)))))
                .extracting(Dataset::digest)
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesALabelWithoutAClass() {
        LabelledImages images = new LabelledImages(PIXEL, new byte[2], new int[] {0, 2});

        assertThatThrownBy(() -> Dataset.of("d", LABELS, images, Optional.empty()))
                .isInstanceOf(InvalidDataset.class)
                .hasMessage("label 2 is no class; 0 to 1 are allowed");
    }

    @Test
    void refusesPixelsThatDoNotFitTheNumberOfImages() {
        assertThatThrownBy(() -> new LabelledImages(PIXEL, new byte[3], new int[2]))
                .hasMessage("2 images of 1 bytes need 2 bytes of pixels, got 3");
    }

    /** Images of one pixel, the classes in turn. */
    private static LabelledImages images(int... pixels) {
        byte[] bytes = new byte[pixels.length];
        int[] labels = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            bytes[i] = (byte) pixels[i];
            labels[i] = i % 2;
        }
        return new LabelledImages(PIXEL, bytes, labels);
    }
}
