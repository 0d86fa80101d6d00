package io.resforge.registry.promotion;

import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The append-only promotions logs of all models in a store. */
public final class Promotions {

    public Promotions(ObjectStore store, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /** The promotion in force; empty before the first. */
    public Optional<Promotion> champion(String model) {
        throw new UnsupportedOperationException();
    }

    /** The newest promotion after number {@code known} (0 for any); empty if there is none. Asks for few objects when there is nothing new. */
    public Optional<Promotion> newerThan(String model, long known) {
        throw new UnsupportedOperationException();
    }

    /** The whole log, oldest first. */
    public List<Promotion> history(String model) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a version the champion by hand.
     *
     * @throws IllegalArgumentException if the reason is blank
     * @throws UnknownVersion if no such version was published
     */
    public Promotion promote(String model, String version, String reason, String promotedBy) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes the champion before the present one the champion again.
     *
     * @throws IllegalArgumentException if the reason is blank
     * @throws NothingToRollBack if there was no champion before
     */
    public Promotion rollback(String model, String reason, String promotedBy) {
        throw new UnsupportedOperationException();
    }

    /**
     * The promotion rule: makes a version the champion if its held-out accuracy beats the champion's, or there is none.
     * When another promotion wins the race for the next number, the rule decides again against the new champion.
     */
    public Decision promoteIfBetter(String model, String version, String promotedBy) {
        throw new UnsupportedOperationException();
    }

    /** What the promotion rule decided, and why; the promotion is null if the version was not promoted. */
    public record Decision(Promotion promotion, String reason) {}
}
