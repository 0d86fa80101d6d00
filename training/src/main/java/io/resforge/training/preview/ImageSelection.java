package io.resforge.training.preview;

import io.resforge.training.augment.Seeds;
import io.resforge.training.dataset.LabelledImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Chooses images to look at. */
final class ImageSelection {

    private ImageSelection() {}

    /** One image of each class, or of some of the classes if there are more than {@code most}; in the order of the classes. */
    static int[] of(LabelledImages images, int classes, int most, long seed) {
        Random random = Random.from(Seeds.generator(seed, "choice"));
        List<Integer> chosen =
                new ArrayList<>(IntStream.range(0, classes).boxed().toList());
        Collections.shuffle(chosen, random);
        return chosen.stream()
                .limit(most)
                .sorted()
                .mapToInt(label -> {
                    int[] ofClass = IntStream.range(0, images.count())
                            .filter(image -> images.labels()[image] == label)
                            .toArray();
                    return ofClass[random.nextInt(ofClass.length)];
                })
                .toArray();
    }
}
