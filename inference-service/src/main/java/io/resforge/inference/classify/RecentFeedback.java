package io.resforge.inference.classify;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The predictions for which there was feedback, so that each counts once. Beyond a number of them those of the earliest minute are
 * forgotten, and none of that minute or an earlier one counts any more.
 */
final class RecentFeedback {

    private final int most;
    private final TreeMap<Long, Set<Long>> byMinute = new TreeMap<>();
    private long forgotten = -1;
    private int count;

    /** @param most predictions that are remembered */
    RecentFeedback(int most) {
        this.most = most;
    }

    /** Whether it is new. */
    synchronized boolean add(PredictionId id) {
        if (id.minute() <= forgotten
                || !byMinute.computeIfAbsent(id.minute(), anew -> new HashSet<>())
                        .add(id.unique())) {
            return false;
        }
        count++;
        while (count > most) {
            Map.Entry<Long, Set<Long>> earliest = byMinute.pollFirstEntry();
            forgotten = earliest.getKey();
            count -= earliest.getValue().size();
        }
        return true;
    }
}
