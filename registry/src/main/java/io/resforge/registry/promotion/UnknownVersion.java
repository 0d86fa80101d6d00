package io.resforge.registry.promotion;

/** A model has no such version. */
public final class UnknownVersion extends RuntimeException {

    public UnknownVersion(String message) {
        super(message);
    }
}
