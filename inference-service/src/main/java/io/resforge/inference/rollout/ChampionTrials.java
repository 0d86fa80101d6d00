package io.resforge.inference.rollout;



import io.resforge.registry.promotion.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The trials of new champions, as the promotions log tells of them.
 *
 * @param period how long a new champion is on trial
 */
record ChampionTrials(Duration period) {

    /** Whether the champion is on trial at a moment, beside the version that {@link #proven} finds. */
    boolean isUnderWay(StoreView view, Instant now, Predicate<String> withdrawn) {
        return champions(view)
                .findFirst()
                .filter(champion -> !isOver(champion, now))
                .flatMap(champion -> proven(view, withdrawn)
                        .filter(proven -> !proven.version().equals(champion.version())))
                .isPresent();
    }

    /** The last champion before the one in force that was not still on trial when the next came, and has not been withdrawn. */
    Optional<VersionCandidate> proven(StoreView view, Predicate<String> withdrawn) {
        Iterator<Promotion> champions = champions(view).iterator();
        if (!champions.hasNext()) {
            return Optional.empty();
        }
        Promotion first = champions.next();
        Promotion later = first;
        while (champions.hasNext()) {
            Promotion earlier = champions.next();
            if (isOver(earlier, later.promotedAt()) && !withdrawn.test(earlier.version())) {
                return Optional.of(VersionCandidate.of(earlier));
            }
            later = earlier;
        }
        // Where the log cannot be read so far back.
        return Optional.ofNullable(first.previousVersion())
                .filter(withdrawn.negate())
                .map(version -> new VersionCandidate(version, 0));
    }

    /** The first champion, one that is put in force again, and one that is promoted again need no trial. */
    private boolean isOver(Promotion promotion, Instant at) {
        boolean isNew = promotion.previousVersion() != null
                && !promotion.previousVersion().equals(promotion.version())
                && promotion.restores() == null
                && promotion.withdraws() == null;
        return !isNew || !at.isBefore(promotion.promotedAt().plus(period));
    }

    private static Stream<Promotion> champions(StoreView view) {
        return view.log().newestFirst().filter(entry -> !entry.keepsChampion());
    }
}
