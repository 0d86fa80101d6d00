package io.resforge.trainer.api;

import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.support.access.Requester;
import io.resforge.trainer.contract.InvalidInput;

/** Promotions in the name of the caller of the present call. The audit is told of changes. */
public final class CallersModels {

    private static final String UNKNOWN = "unknown";

    private final Promotions promotions;

    public CallersModels(Promotions promotions) {
        this.promotions = promotions;
    }

    /** @param by what the caller says of itself, where no identity is asked for; may be blank */
    public Promotion promote(String model, String version, String reason, String by) {
        return audited(
                promotions.promote(model, RequestFields.version("version", version), requireReason(reason), name(by)));
    }

    /** @param by as for {@link #promote} */
    public Promotion rollback(String model, String reason, String by) {
        return audited(promotions.rollback(model, requireReason(reason), name(by)));
    }

    private static String requireReason(String reason) {
        if (reason.isBlank()) {
            throw new InvalidInput("reason", "must be given: it is recorded with the promotion");
        }
        return reason.strip();
    }

    private static Promotion audited(Promotion promotion) {
        String before = promotion.previousVersion() == null ? "" : "version " + promotion.previousVersion();
        String after = "version " + promotion.version() + ", promotion " + promotion.number();
        Requester.current().changes("models/" + promotion.model(), before, after);
        return promotion;
    }

    private static String name(String by) {
        return Requester.current().nameFor(by.isBlank() ? UNKNOWN : by.strip());
    }
}
