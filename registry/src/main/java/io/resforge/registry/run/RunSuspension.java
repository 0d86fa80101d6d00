package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;

/**
 * Whether a run is suspended: {@code runs/<run>/hold.json}.
 *
 * @param attempt the attempt that was under way when it was suspended, from 1, or 0 if none was
 * @param reason why its worker suspends it; null if a person does
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
