package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.StripedImages;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubsetTest {

    private static final Dataset STRIPES = StripedImages.dataset(40, 2);

    @Test
    void takesAsManyOfEachClass() {
        Dataset subset = STRIPES.subset(105);

        assertThat(subset.training().count()).isEqualTo(105);
        assertThat(counts(subset.training(), 10)).containsOnly(10, 11);
        assertThat(subset.test()).isEqualTo(STRIPES.test());
        assertThat(subset.digest()).isNotEqualTo(STRIPES.digest());
    }

    @Test
    void takesMoreOfOtherClassesWhereOneHasTooFew() {
        int[] labels = IntStream.range(0, 40).map(i -> i < 3 ? 0 : 1 + i % 2).toArray();
        LabelledImages images = new LabelledImages(new ImageShape(1, 1, 1), numbered(40), labels);

        assertThat(counts(images.subset(23), 3)).containsExactly(3, 10, 10);
    }

    @Test
    void isTheSameEachTimeWhateverTheOrderOfTheImages() {
        LabelledImages training = STRIPES.training();
        int[] backwards = IntStream.range(0, 400).map(i -> 399 - i).toArray();

        assertThat(contents(training.select(backwards).subset(100))).isEqualTo(contents(training.subset(100)));
    }

    @Test
    void keepsTheOrderOfTheImages() {
        int[] labels = IntStream.range(0, 40).map(i -> i % 2).toArray();
        LabelledImages images = new LabelledImages(new ImageShape(1, 1, 1), numbered(40), labels);

        assertThat(images.subset(20).pixels()).isSorted();
    }

    @Test
    void aSmallerOneIsPartOfALargerOne() {
        LabelledImages training = STRIPES.training();

        for (int count = 30; count < 400; count += 37) {
            assertThat(contents(training.subset(count + 10))).containsAll(contents(training.subset(count)));
        }
    }

    @Test
    void neverHoldsOutWhatTheWholeLearnsNorTheOtherWayRound() {
        LabelledImages whole = STRIPES.training();
        Split ofWhole = Split.of(whole);

        for (int count = 20; count <= 400; count += 19) {
            LabelledImages part = whole.subset(count);
            Split ofPart = Split.of(part);
            assertThat(contents(whole.select(ofWhole.heldOut()))).containsAll(contents(part.select(ofPart.heldOut())));
            assertThat(contents(whole.select(ofWhole.training())))
                    .containsAll(contents(part.select(ofPart.training())));
        }
    }

    @Test
    void ofAllImagesIsTheDataSetItself() {
        assertThat(STRIPES.subset(400)).isSameAs(STRIPES);
    }

    @Test
    void refusesTooFewAndTooMany() {
        for (int count : new int[] {-1, 0, 19, 401}) {
            assertThatThrownBy(() -> STRIPES.subset(count))
                    .isInstanceOf(InvalidDataset.class)
                    .hasMessage(
                            "stripes has 400 training images of 10 classes; train_images must be from 20 to 400, was "
                                    + count);
        }
    }

    private static int[] counts(LabelledImages images, int classes) {
        int[] counts = new int[classes];
        Arrays.stream(images.labels()).forEach(label -> counts[label]++);
        return counts;
    }

    private static byte[] numbered(int count) {
        byte[] pixels = new byte[count];
        IntStream.range(0, count).forEach(i -> pixels[i] = (byte) i);
        return pixels;
    }

    private static Set<ByteBuffer> contents(LabelledImages images) {
        Set<ByteBuffer> contents = new HashSet<>();
        for (int i = 0; i < images.count(); i++) {
            contents.add(ByteBuffer.wrap(
                    images.pixels(), images.offset(i), images.shape().bytes()));
        }
        assertThat(contents).hasSize(images.count());
        return contents;
    }
}
