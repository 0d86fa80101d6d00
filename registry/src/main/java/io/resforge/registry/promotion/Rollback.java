package io.resforge.registry.promotion;

import java.util.List;
import java.util.Optional;

/** Finds the promotion that a rollback returns to, in the entries of these numbers, ascending. */
record Rollback(PromotionLog log, List<Long> numbers) {

    /** The last earlier promotion of another version that was not withdrawn since; throws {@link NothingToRollBack}. */
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
