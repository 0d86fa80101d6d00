package io.resforge.training.loop;

/** The loss became infinite or no number, so that the weights are worth nothing; the message says when. */
public final class Diverged extends RuntimeException {

    public Diverged(String message) {
        super(message);
    }
}
