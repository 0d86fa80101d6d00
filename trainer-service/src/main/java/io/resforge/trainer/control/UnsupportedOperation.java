package io.resforge.trainer.control;

/** This control plane cannot do that, and another kind of it can. */
public final class UnsupportedOperation extends RuntimeException {

    public UnsupportedOperation(String message) {
        super(message);
    }
}
