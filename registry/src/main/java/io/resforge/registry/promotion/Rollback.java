package io.resforge.registry.promotion;

import java.util.List;
import java.util.Optional;

/** Finds the promotion that a rollback returns to. */
final class Rollback {

    private final PromotionLog log;
    private final List<Long> numbers;

    /**
     * @param log of the model
     * @param numbers of its entries, ascending
     */
    Rollback(PromotionLog log, List<Long> numbers) {
        this.log = log;
        this.numbers = numbers;
    }

    /**
     * The last promotion before the one in force that was of another version, and of none that was withdrawn since.
     *
     * @throws NothingToRollBack if there is none
     */
    Promotion target() {
        if (numbers.isEmpty()) {
            throw new NothingToRollBack("model " + log.model() + " has no champion yet");
        }
        Promotion champion = origin(numbers.getLast());
        Promotion before = champion;
        while (before.version().equals(champion.version()) || isWithdrawn(before)) {
            before = origin(numberBefore(before));
        }
        return before;
    }

    private boolean isWithdrawn(Promotion promotion) {
        return numbers.stream()
                .filter(number -> number > promotion.number())
                .map(log::readable)
                .flatMap(Optional::stream)
                .anyMatch(entry -> entry.withdraws(promotion.version()));
    }

    /** The promotion that an entry stands for: the one that it restored, if it is a rollback. */
    private Promotion origin(long number) {
        Promotion promotion = log.entry(number);
        while (promotion.restores() != null) {
            promotion = log.entry(promotion.restores()); // ends: each restores one of a lower number
        }
        return promotion;
    }

    private long numberBefore(Promotion promotion) {
        return numbers.stream()
                .filter(number -> number < promotion.number())
                .max(Long::compare)
                .orElseThrow(() -> new NothingToRollBack(
                        "model " + log.model() + " had no champion before version " + promotion.version()));
    }
}
