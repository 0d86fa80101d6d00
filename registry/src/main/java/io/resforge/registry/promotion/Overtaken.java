package io.resforge.registry.promotion;

/** Somebody else's promotion came first, and what was asked for may no longer be wanted: look at the champion, and decide anew. */
public final class Overtaken extends RuntimeException {

    public Overtaken(String message) {
        super(message);
    }
}
