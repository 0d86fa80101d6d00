package io.resforge.inference.rollout;

import io.resforge.inference.models.ReloadEvent.CanaryWithdrawn;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ReloadEvent.WithdrawalNotRecorded;
import io.resforge.inference.rollout.CanaryWatch.Verdict;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NothingToRollBack;
import io.resforge.registry.promotion.UnknownVersion;
import io.resforge.registry.promotion.Withdrawals;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.store.StoreFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * Versions of a model that fell behind on trial. Such a version answers no more at once; then the withdrawal is
 * recorded in the promotions log, and tried again at each look until that succeeds. For one thread at a time.
 */
public final class WithdrawnVersions {

    private static final String BY = "inference-service";

    private final String model;
    private final Withdrawals withdrawals;
    private final ReloadListener listener;
    private final Map<String, Finding> toRecord = new HashMap<>();
    private String toldProblem = "";

    /** A verdict, and the number of the promotion that was in force at the time. */
    private record Finding(Verdict verdict, long promotion) {}

    public WithdrawnVersions(String model, Withdrawals withdrawals, ReloadListener listener) {
        this.model = model;
        this.withdrawals = withdrawals;
        this.listener = listener;
    }

    /** Whether the withdrawal of a version is still to be recorded. */
    boolean isPending(String version) {
        return toRecord.containsKey(version);
    }

    /** A canary fell behind while this promotion was in force. */
    void add(Verdict verdict, long promotion) {
        if (toRecord.putIfAbsent(verdict.version(), new Finding(verdict, promotion)) == null) {
            listener.on(model, new CanaryWithdrawn(verdict.version(), verdict.reason()));
        }
    }

    /** Records what is still to be recorded; tells once of a store that fails. Returns whether the log has changed. */
    boolean record() {
        return toRecord.values().removeIf(this::recorded);
    }

    private boolean recorded(Finding finding) {
        Verdict verdict = finding.verdict();
        String reason = "version " + verdict.version() + " fell behind on trial: " + verdict.reason();
        try {
            withdrawals.withdraw(model, verdict.version(), verdict.live(), finding.promotion(), reason, BY);
            toldProblem = "";
            return true;
        } catch (StoreFailure | DamagedObject | NothingToRollBack | UnknownVersion | InvalidSignature e) {
            if (!e.getMessage().equals(toldProblem)) {
                toldProblem = e.getMessage();
                listener.on(model, new WithdrawalNotRecorded(verdict.version(), e.getMessage()));
            }
            return false;
        }
    }
}
