package io.resforge.registry.promotion;

/** A rollback where no champion was before, or where the champion was just replaced otherwise. */
public final class NothingToRollBack extends RuntimeException {

    public NothingToRollBack(String message) {
        super(message);
    }
}
