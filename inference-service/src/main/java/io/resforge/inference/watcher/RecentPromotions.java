package io.resforge.inference.watcher;

import io.resforge.inference.policy.StoreView;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The last entries of a model's promotions log. Each is asked of the store once, and only when somebody comes to it. */
final class RecentPromotions implements StoreView.Log {

    /** Further back nobody looks: a version is on trial when it is new. */
    private static final int MOST = 100;

    private final String model;
    private final Promotions promotions;
    private final Map<Long, Optional<Promotion>> read = new HashMap<>();
    private Optional<Promotion> newest = Optional.empty();

    RecentPromotions(String model, Promotions promotions) {
        this.model = model;
        this.promotions = promotions;
    }

    /** The entry in force now. */
    void inForce(Optional<Promotion> promotion) {
        long number = promotion.map(Promotion::number).orElse(0L);
        long before = newest.map(Promotion::number).orElse(0L);
        if (number <= before && !promotion.equals(newest)) {
            read.clear(); // the log was begun anew: it is another store
        }
        newest = promotion;
        read.keySet().removeIf(old -> old <= number - MOST);
        promotion.ifPresent(entry -> read.put(number, promotion));
    }

    @Override
    public Stream<Promotion> newestFirst() {
        long last = newest.map(Promotion::number).orElse(0L);
        return LongStream.iterate(last, number -> number > Math.max(0, last - MOST), number -> number - 1)
                .mapToObj(number -> read.computeIfAbsent(number, absent -> promotions.entry(model, absent)))
                .flatMap(Optional::stream);
    }
}
