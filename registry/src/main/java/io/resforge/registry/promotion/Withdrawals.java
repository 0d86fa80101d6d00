package io.resforge.registry.promotion;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions that fell behind while they were tried on live traffic. A withdrawal is an entry of the promotions log, so that every server
 * sees it and its reason stays.
 */
public final class Withdrawals {

    /** Older entries are not needed: a version is on trial when it is new. */
    private static final int MOST_LOOKED_AT = 100;

    private final ObjectStore store;
    private final Clock clock;
    private final Checkpoints checkpoints;
    private final Seal seal;

    /** @param seal signs withdrawals, and says whether the entries before must be signed */
    public Withdrawals(ObjectStore store, Clock clock, Seal seal) {
        this.store = store;
        this.clock = clock;
        this.checkpoints = new Checkpoints(store, clock, seal);
        this.seal = seal;
    }

    /**
     * Withdraws a version: if it is the champion, the version that did better beside it becomes the champion again, or where that is gone the
     * last champion that stays; else the champion stays. Of several servers that find the same at once, one writes.
     *
     * @param better the version that it was compared with
     * @param judgedAt number of the promotion that was in force when it was found to be behind
     * @return the entry that withdraws it, by whomever; empty if it was promoted again after {@code judgedAt}, which stands
     * @throws IllegalArgumentException if the reason or {@code by} is blank
     * @throws NothingToRollBack if nothing was ever promoted
     * @throws UnknownVersion if no version to return to is published any more
     * @throws InvalidSignature if signatures are required and there is no key to sign with
     */
    public Optional<Promotion> withdraw(
            String model, String version, String better, long judgedAt, String reason, String by) {
        FieldChecks.text("the reason", reason);
        PromotionLog log = new PromotionLog(store, model, seal);
        return log.untilAppended(numbers -> {
            if (numbers.isEmpty()) {
                throw new NothingToRollBack("model " + model + " has no champion to keep");
            }
            Optional<Promotion> last = lastOf(log, numbers, version);
            if (last.isPresent() && last.get().withdraws(version)) {
                return Optional.of(last);
            }
            return last.isPresent() && last.get().number() > judgedAt
                    ? Optional.of(Optional.empty())
                    : append(log, entry(log, numbers, version, better, reason, by))
                            .map(Optional::of);
        });
    }

    /** A champion that is kept cannot be removed meanwhile; one that is restored can. */
    private Optional<Promotion> append(PromotionLog log, Promotion entry) {
        boolean kept = entry.version().equals(entry.previousVersion());
        return kept ? log.append(entry) : log.appendIfItStays(entry, checkpoints, clock);
    }

    private Promotion entry(
            PromotionLog log, List<Long> numbers, String version, String better, String reason, String by) {
        Promotion champion = log.entry(numbers.getLast());
        boolean restores = champion.version().equals(version);
        String kept = restores ? returnTo(log, champion, better) : champion.version();
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

    /** The version that did better, or where that is gone the last champion before that stays. */
    private String returnTo(PromotionLog log, Promotion champion, String better) {
        return checkpoints.stays(log.model(), better)
                ? better
                : log.lastThatStays(champion.number(), champion.version(), checkpoints)
                        .map(Promotion::version)
                        .orElseThrow(() -> new UnknownVersion(log.model(), better));
    }

    /** Null for a version that was never promoted. */
    private static Long lastPromotionOf(String version, PromotionLog log, List<Long> numbers) {
        return newestFirst(log, numbers)
                .filter(entry -> entry.version().equals(version))
                .findFirst()
                .map(Promotion::number)
                .orElse(null);
    }

    /** The last entry that withdraws or promotes a version. */
    private static Optional<Promotion> lastOf(PromotionLog log, List<Long> numbers, String version) {
        return newestFirst(log, numbers)
                .filter(entry -> entry.withdraws(version) || entry.version().equals(version))
                .findFirst();
    }

    private static Stream<Promotion> newestFirst(PromotionLog log, List<Long> numbers) {
        return numbers.reversed().stream()
                .limit(MOST_LOOKED_AT)
                .map(log::readable)
                .flatMap(Optional::stream);
    }
}
