package io.resforge.training.recipe;

import java.util.Locale;

/** A recipe with a value that is out of range; the message names the field, the value and what is allowed. */
public final class InvalidRecipe extends IllegalArgumentException {

    private final String field;

    public InvalidRecipe(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The field's path as the contracts spell it, such as {@code batch_size} or {@code schedule.warmup_epochs}. */
    public String field() {
        return field;
    }

    /** Throws unless a condition holds; {@code allowed} completes "momentum must be …". */
    static void unless(boolean holds, String field, String allowed, Object actual) {
        if (!holds) {
            throw new InvalidRecipe(field, String.format(Locale.ROOT, "%s must be %s, was %s", field, allowed, actual));
        }
    }
}
