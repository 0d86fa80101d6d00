package io.resforge.registry.promotion;

/** Another promotion came first, and what was asked for may no longer be wanted: look at the champion, and decide anew. */
public final class PromotionConflict extends RuntimeException {

    public PromotionConflict(String message) {
        super(message);
    }
}
