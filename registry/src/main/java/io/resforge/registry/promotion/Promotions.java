package io.resforge.registry.promotion;

import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.FieldChecks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The append-only promotions logs of all models in a store. An entry that cannot be read is a {@link DamagedObject};
 * promoting a version by hand puts a readable one on top of it. A name that cannot be a model's is an
 * {@link IllegalArgumentException}.
 */
public final class Promotions {

    private final ObjectStore store;
    private final Clock clock;
    private final Checkpoints checkpoints;
    private final Seal seal;

    /** The promotions of a store, signed or not. */
    public Promotions(ObjectStore store, Clock clock) {
        this(store, clock, Seal.NONE);
    }

    /** @param seal signs what is promoted, and says whether entries and the versions that are promoted must be signed */
    public Promotions(ObjectStore store, Clock clock, Seal seal) {
        this.store = store;
        this.clock = clock;
        this.checkpoints = new Checkpoints(store, clock, seal);
        this.seal = seal;
    }

    /** The promotion in force; empty before the first. */
    public Optional<Promotion> champion(String model) {
        return log(model).newest();
    }

    /**
     * The newest promotion after number {@code known} (0 for any); empty if there is none. When there is nothing new,
     * one object is asked for. If the entry after {@code known} was deleted by hand, this finds nothing,
     * while {@link #champion} goes by the highest number that there is.
     */
    public Optional<Promotion> newerThan(String model, long known) {
        FieldChecks.atLeast("the number of the promotion that is known", 0, known);
        PromotionLog log = log(model);
        return known == 0 || log.has(known + 1) ? log.newest() : Optional.empty();
    }

    /** The entry with a number; empty if there is none, or it cannot be read. */
    public Optional<Promotion> entry(String model, long number) {
        return log(model).readable(number);
    }

    /**
     * Checks that a log goes on from what was in force before, where signatures are required: else an older log, whose entries are all
     * signed, could be put in its place.
     *
     * @param newest the promotion in force now
     * @param seen what was in force when this was asked last
     * @return what to ask with the next time; empty where no signatures are required
     * @throws DamagedObject if it is another or an older log
     */
    public Optional<SeenPromotion> requireGoesOn(
            String model, Optional<Promotion> newest, Optional<SeenPromotion> seen) {
        if (!seal.isRequired() || newest.isEmpty() && seen.isEmpty()) {
            return Optional.empty();
        }
        PromotionLog log = log(model);
        long number = newest.map(Promotion::number).orElse(0L);
        seen.ifPresent(last -> last.requireIn(log, number));
        newest.ifPresent(entry -> requireFollows(log, entry));
        return Optional.of(
                new SeenPromotion(number, log.sha256(number).orElseThrow(() -> log.another(number, "it is gone"))));
    }

    private static void requireFollows(PromotionLog log, Promotion entry) {
        if (!Optional.ofNullable(entry.previousSha256()).equals(log.sha256(entry.number() - 1))) {
            throw log.another(entry.number(), "the entry before is not the one that it followed when it was signed");
        }
    }

    /**
     * A promotion that was in force.
     *
     * @param number from 1
     * @param sha256 of its object, in hexadecimal
     */
    public record SeenPromotion(long number, String sha256) {

        public SeenPromotion {
            FieldChecks.atLeast("the number of a promotion", 1, number);
            FieldChecks.text("the SHA-256 of a promotion", sha256);
        }

        private void requireIn(PromotionLog log, long newest) {
            if (newest < number) {
                throw log.another(number, "it was in force, and the log ends with promotion " + newest + " now");
            }
            if (!log.sha256(number).equals(Optional.of(sha256))) {
                throw log.another(number, "it was another when it was in force");
            }
        }
    }

    private PromotionLog log(String model) {
        return new PromotionLog(store, model, seal);
    }

    /** The whole log, oldest first. */
    public List<Promotion> history(String model) {
        PromotionLog log = log(model);
        return log.numbers().stream().map(log::entry).toList();
    }

    /**
     * Makes a version the champion by hand. Asked for again with the same reason by the same person, as after an answer that was lost, it
     * appends nothing and is answered as before, as long as that promotion is the one in force; another reason is another decision.
     *
     * @throws IllegalArgumentException if the reason or {@code promotedBy} is blank
     * @throws UnknownVersion if no such version was published
     * @throws InvalidCheckpoint if its manifest cannot be read, or is not signed as required
     * @throws InvalidSignature if signatures are required and there is no key to sign with
     */
    public Promotion promote(String model, String version, String reason, String promotedBy) {
        requireReason(reason, promotedBy);
        requirePublished(model, version);
        PromotionLog log = log(model);
        return log.untilAppended(numbers -> {
            Optional<Promotion> repeated = log.inForce(numbers).filter(it -> it.isByHand(version, reason, promotedBy));
            if (repeated.isPresent()) {
                return repeated;
            }
            long next = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
            String previous =
                    log.newestReadable(numbers).map(Promotion::version).orElse(null);
            return append(log, new Promotion(model, next, version, previous, reason, promotedBy, clock.instant()));
        });
    }

    /**
     * Makes the champion before the present one the champion again. A champion that was itself restored by a rollback
     * counts as what it was then: after promotions of 1, 2 and 3 a rollback leads to 2, a second one to 1, and a third
     * finds nothing.
     *
     * @throws IllegalArgumentException if the reason or {@code promotedBy} is blank
     * @throws NothingToRollBack if there was no champion before
     * @throws PromotionConflict if another promotion replaced the champion at this moment
     * @throws UnknownVersion if the version to return to is no longer published
     */
    public Promotion rollback(String model, String reason, String promotedBy) {
        requireReason(reason, promotedBy);
        PromotionLog log = log(model);
        List<Long> numbers = log.numbers();
        Promotion target = new Rollback(log, numbers).target();
        requirePublished(model, target.version());
        Promotion rollback = restoring(target, log.entry(numbers.getLast()), reason, promotedBy);
        if (append(log, rollback).isEmpty()) {
            // Not decided anew: that might undo the very promotion, or rollback, that replaced the bad champion.
            throw new PromotionConflict("nothing was rolled back: promotion " + rollback.number() + " of model " + model
                    + " came first, look at the champion that it made before trying again");
        }
        return rollback;
    }

    /** {@link #promoteIfBetter(String, String, String, ToDoubleFunction)} where no checkpoint can be tried. */
    public Decision promoteIfBetter(String model, String version, String promotedBy) {
        return promoteIfBetter(model, version, promotedBy, Optional.empty());
    }

    /**
     * The promotion rule: makes a version the champion if there is none, or if it classifies more of the same held-out images
     * correctly. When another promotion wins the race for the next number, the rule decides again against the new champion. A
     * champion stays that cannot be compared: its manifest is lost or damaged, or it has other classes or another input.
     *
     * @param trial says which share of this version's held-out images a checkpoint classifies correctly, from 0 to 1; it is asked for
     *     the champion if that was measured on others, and throws an {@link IllegalArgumentException} if it cannot tell
     * @throws IllegalArgumentException if {@code promotedBy} is blank
     * @throws UnknownVersion if no such version was published
     * @throws InvalidCheckpoint if its manifest cannot be read, or is not signed as required
     * @throws InvalidSignature if signatures are required and there is no key to sign with
     */
    public Decision promoteIfBetter(
            String model, String version, String promotedBy, ToDoubleFunction<Checkpoint> trial) {
        return promoteIfBetter(model, version, promotedBy, Optional.of(trial));
    }

    private Decision promoteIfBetter(
            String model, String version, String promotedBy, Optional<ToDoubleFunction<Checkpoint>> trial) {
        FieldChecks.text("promotedBy", promotedBy);
        Manifest challenger = requirePublished(model, version);
        PromotionRule rule = new PromotionRule(checkpoints, trial);
        PromotionLog log = log(model);
        return log.untilAppended(numbers -> {
            Optional<Promotion> champion =
                    numbers.isEmpty() ? Optional.empty() : Optional.of(log.entry(numbers.getLast()));
            if (champion.isPresent() && champion.get().version().equals(version)) {
                return Optional.of(again(champion.get(), promotedBy));
            }
            return apply(rule.judge(challenger, champion), log, champion, version, promotedBy);
        });
    }

    private Optional<Decision> apply(
            PromotionRule.Verdict verdict,
            PromotionLog log,
            Optional<Promotion> champion,
            String version,
            String promotedBy) {
        if (!verdict.promote()) {
            return Optional.of(new Decision(null, verdict.reason()));
        }
        Promotion promotion = new Promotion(
                log.model(),
                champion.map(Promotion::number).orElse(0L) + 1,
                version,
                champion.map(Promotion::version).orElse(null),
                verdict.reason(),
                promotedBy,
                clock.instant());
        return append(log, promotion).map(appended -> new Decision(appended, verdict.reason()));
    }

    /** As after an answer that was lost, or a promotion by hand while a run ended. */
    private static Decision again(Promotion champion, String promotedBy) {
        String by = champion.promotedBy().equals(promotedBy) ? "" : "promoted by " + champion.promotedBy() + ": ";
        return new Decision(champion, by + champion.reason());
    }

    /**
     * Puts the last version that stays back in force if the champion is gone from the store, as removals do in the end; nothing happens
     * if it is there.
     */
    public void mend(String model) {
        log(model).mend(checkpoints, clock);
    }

    /** What the promotion rule decided, and why; the promotion is null if the version is not the champion. */
    public record Decision(Promotion promotion, String reason) {}

    private Promotion restoring(Promotion target, Promotion champion, String reason, String promotedBy) {
        return new Promotion(
                champion.model(),
                champion.number() + 1,
                target.version(),
                champion.version(),
                reason,
                promotedBy,
                clock.instant(),
                target.number(),
                null);
    }

    private Optional<Promotion> append(PromotionLog log, Promotion promotion) {
        return log.appendIfItStays(promotion, checkpoints, clock);
    }

    private Manifest requirePublished(String model, String version) {
        return checkpoints
                .trustedManifest(model, version)
                .filter(manifest -> checkpoints.stays(model, version))
                .orElseThrow(() -> new UnknownVersion(model, version));
    }

    private static void requireReason(String reason, String promotedBy) {
        FieldChecks.text("the reason", reason);
        FieldChecks.text("promotedBy", promotedBy);
    }
}
