package io.resforge.trainer.control;

/** This control plane cannot do that, and another kind of it can. */
public final class Unsupported extends RuntimeException {

    public Unsupported(String message) {
        super(message);
    }
}
