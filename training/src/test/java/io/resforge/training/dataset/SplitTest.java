package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.StripedImages;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {

    @Test
    void holdsOutATenthOfEachClass() {
        LabelledImages images = StripedImages.images(4, 50, 1);

        Split split = Split.of(images);

        assertThat(split.training()).hasSize(180).isSorted();
        assertThat(split.heldOut()).hasSize(20).isSorted().doesNotContain(split.training());
        for (int label = 0; label < 4; label++) {
            int ofClass = label;
            assertThat(IntStream.of(split.heldOut()).filter(image -> images.labels()[image] == ofClass))
                    .hasSize(5);
        }
    }

    @Test
    void holdsOutAtLeastOneOfTheSmallestClass() {
        LabelledImages images =
                new LabelledImages(new ImageShape(1, 1, 1), new byte[] {1, 2, 3, 4}, new int[] {0, 0, 1, 1});

        assertThat(Split.of(images).heldOut()).hasSize(2);
        assertThat(Split.of(images).training()).hasSize(2);
    }

    @Test
    void aSampleHasAsManyOfEachClassOfThoseToLearnFrom() {
        LabelledImages images = StripedImages.images(4, 50, 1);
        Split split = Split.of(images);

        int[] sample = split.sample(images, 20);

        assertThat(sample)
                .hasSize(20)
                .isSorted()
                .doesNotContain(split.heldOut())
                .doesNotHaveDuplicates();
        for (int label = 0; label < 4; label++) {
            int ofClass = label;
            assertThat(IntStream.of(sample).filter(image -> images.labels()[image] == ofClass))
                    .hasSize(5);
        }
        assertThat(split.sample(images, 1000)).isEqualTo(split.training());
        assertThat(split.sample(images, 3)).hasSize(3);
    }

    @Test
    void doesNotDependOnTheOrderOfTheImages() {
        LabelledImages images = StripedImages.images(3, 40, 1);
        int[] backwards = IntStream.range(0, 120).map(i -> 119 - i).toArray();

        LabelledImages turned = images.select(backwards);

        assertThat(heldOut(turned)).isEqualTo(heldOut(images));
    }

    @Test
    void keepsNearlyAllHeldOutImagesWhenTheDataSetGrows() {
        LabelledImages grown = StripedImages.images(2, 110, 1);
        LabelledImages before = grown.select(IntStream.range(0, 200).toArray());

        Set<Integer> kept = new TreeSet<>(heldOut(before));
        kept.retainAll(heldOut(grown));

        assertThat(kept).hasSizeGreaterThanOrEqualTo(16);
    }

    /** The held-out images by their content. */
    private static Set<Integer> heldOut(LabelledImages images) {
        return IntStream.of(Split.of(images).heldOut())
                .mapToObj(image -> Arrays.hashCode(
                        Arrays.copyOfRange(images.pixels(), images.offset(image), images.offset(image + 1))))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
