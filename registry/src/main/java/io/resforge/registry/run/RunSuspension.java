package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;

/**
 * Whether a run waits until a user lets it go on: {@code runs/<run>/hold.json}.
 *
 * @param held whether it does
 * @param attempt the attempt that was under way when it was held, from 1, or 0 if none was
 * @param reason why its worker holds it, in words; null if a person does
 */
public record RunSuspension(boolean held, int attempt, String reason) {

    public RunSuspension {
        FieldChecks.atLeast("attempt", 0, attempt);
    }

    /** As a person does. */
    public RunSuspension(boolean held, int attempt) {
        this(held, attempt, null);
    }

    /** The same, let go. */
    public RunSuspension released() {
        return new RunSuspension(false, attempt, null);
    }
}
