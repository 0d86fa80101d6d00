package io.resforge.trainer.launcher;

/** Whether a worker lives, as far as this control plane can tell. */
public sealed interface Liveness {

    /** It lives. */
    record Alive() implements Liveness {}

    /**
     * It is dead.
     *
     * @param reason a sentence for the user
     * @param again whether another worker may come further
     */
    record Gone(String reason, boolean again) implements Liveness {}

    /**
     * It was stopped, and another goes on where it was: that is none of the attempts that a run has.
     *
     * @param reason a sentence for the user
     */
    record Stopped(String reason) implements Liveness {}

    /** It cannot be seen from here: on another machine, or not started yet. Only its reports tell. */
    record Unseen() implements Liveness {}
}
