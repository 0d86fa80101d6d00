package io.resforge.inference.engine;

import java.util.ArrayList;
import java.util.List;

/** The classes of batch sizes: up to 1, 2, 4 and so on, and up to the largest. */
record BatchSizes(int largest) {

    BatchSizes {
        if (largest < 1) {
            throw new IllegalArgumentException("the largest batch must have at least 1 image, was " + largest);
        }
    }

    /** The largest size of each class. */
    List<Integer> all() {
        List<Integer> sizes = new ArrayList<>();
        for (int size = 1; size < largest; size *= 2) {
            sizes.add(size);
        }
        sizes.add(largest);
        return sizes;
    }

    /** Place in {@link #all} of the class that a batch belongs to; what is larger than all belongs to the last. */
    int index(int count) {
        return Math.min(exponent(largest), exponent(count));
    }

    /** Of a size n, the smallest k with n ≤ 2ᵏ. */
    private static int exponent(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }
}
