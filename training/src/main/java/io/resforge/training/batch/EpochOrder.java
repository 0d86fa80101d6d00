package io.resforge.training.batch;

import io.resforge.training.augment.Seeds;
import java.util.SplittableRandom;

/** The order in which an epoch goes through its images; it depends on the seed and the number of the epoch alone. */
final class EpochOrder {

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
