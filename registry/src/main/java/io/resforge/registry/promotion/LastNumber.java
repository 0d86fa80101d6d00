package io.resforge.registry.promotion;

import io.resforge.registry.store.StoreFailure;
import java.util.function.LongPredicate;

/** Finds the last of numbers that follow each other from 1, by asking for a few of them. */
final class LastNumber {

    private static final long TOO_MANY = 1L << 40;

    private LastNumber() {}

    /** The last number that is there; 0 if none is. Asks about twice as often as it takes bits to write the number. */
    static long where(LongPredicate isThere) {
        long there = 0;
        long missing = 1;
        while (isThere.test(missing)) {
            if (missing > TOO_MANY) {
                throw new StoreFailure("could not find the newest promotion: the server says that there is one of every"
                        + " number; does it answer with some page to whatever it is asked for?");
            }
            there = missing;
            missing *= 2;
        }
        while (missing - there > 1) {
            long middle = (there + missing) >>> 1;
            if (isThere.test(middle)) {
                there = middle;
            } else {
                missing = middle;
            }
        }
        return there;
    }
}
