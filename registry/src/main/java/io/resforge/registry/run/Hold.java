package io.resforge.registry.run;

import io.resforge.registry.value.Checks;

/**
 * Whether a run waits for somebody to let it go on: {@code runs/<run>/hold.json}.
 *
 * @param held whether it does
 * @param attempt the attempt that was under way when it was held, from 1, or 0 if none was
 */
public record Hold(boolean held, int attempt) {

    public Hold {
        Checks.atLeast("attempt", 0, attempt);
    }

    /** The same, let go. */
    public Hold released() {
        return new Hold(false, attempt);
    }
}
