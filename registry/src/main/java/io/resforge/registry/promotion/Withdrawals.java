package io.resforge.registry.promotion;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.Checks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Versions that fell behind while they were tried on live traffic. A withdrawal is an entry of the promotions log, so that every server
 * sees it and its reason stays.
 */
public final class Withdrawals {

    /** Further back nobody asks: a version is on trial when it is new. */
    private static final int MOST_LOOKED_AT = 100;

    private final ObjectStore store;
    private final Clock clock;

    public Withdrawals(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Withdraws a version: if it is the champion, the version that did better beside it becomes the champion again; else the champion
     * stays. Of several servers that find the same at once, one writes.
     *
     * @param better the version that it was compared with
     * @return the entry that withdraws it, by whomever
     * @throws IllegalArgumentException if the reason or {@code by} is blank
     * @throws NothingToRollBack if nothing was ever promoted
     */
    public Promotion withdraw(String model, String version, String better, String reason, String by) {
        Checks.text("the reason", reason);
        PromotionLog log = new PromotionLog(store, model);
        return log.untilAppended(numbers -> {
            if (numbers.isEmpty()) {
                throw new NothingToRollBack("model " + model + " has no champion to keep");
            }
            Optional<Promotion> done = verdict(log, numbers, version).filter(entry -> isWithdrawal(entry, version));
            return done.isPresent() ? done : log.append(entry(log, numbers, version, better, reason, by));
        });
    }

    /** Whether a version was withdrawn and has not been promoted since. */
    public boolean isWithdrawn(String model, String version) {
        PromotionLog log = new PromotionLog(store, model);
        return verdict(log, log.numbers(), version)
                .filter(entry -> isWithdrawal(entry, version))
                .isPresent();
    }

    private Promotion entry(
            PromotionLog log, List<Long> numbers, String version, String better, String reason, String by) {
        Promotion champion = log.entry(numbers.getLast());
        boolean restores = champion.version().equals(version);
        String kept = restores ? better : champion.version();
        return new Promotion(
                log.model(),
                champion.number() + 1,
                kept,
                champion.version(),
                reason,
                by,
                clock.instant(),
                lastPromotionOf(kept, log, numbers),
                version);
    }

    /** Null for a version that was never promoted. */
    private static Long lastPromotionOf(String version, PromotionLog log, List<Long> numbers) {
        return numbers.reversed().stream()
                .limit(MOST_LOOKED_AT)
                .filter(number -> log.entry(number).version().equals(version))
                .findFirst()
                .orElse(null);
    }

    /** The last entry that withdraws or promotes a version. */
    private static Optional<Promotion> verdict(PromotionLog log, List<Long> numbers, String version) {
        return numbers.reversed().stream()
                .limit(MOST_LOOKED_AT)
                .map(log::entry)
                .filter(entry -> isWithdrawal(entry, version) || entry.version().equals(version))
                .findFirst();
    }

    private static boolean isWithdrawal(Promotion entry, String version) {
        return version.equals(entry.withdraws());
    }
}
