package io.resforge.registry.promotion;

/** A rollback where no champion was before. */
public final class NothingToRollBack extends RuntimeException {

    public NothingToRollBack(String message) {
        super(message);
    }
}
