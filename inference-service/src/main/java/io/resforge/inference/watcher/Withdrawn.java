package io.resforge.inference.watcher;

import io.resforge.inference.canary.CanaryWatch.Verdict;
import io.resforge.inference.watcher.ReloadEvent.CanaryWithdrawn;
import io.resforge.inference.watcher.ReloadEvent.WithdrawalNotRecorded;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NothingToRollBack;
import io.resforge.registry.promotion.Withdrawals;
import io.resforge.registry.store.StoreFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * Which versions of a model fell behind on trial. Such a version answers no more from the moment that this is found; then it is
 * recorded in the promotions log, and tried again at each look until that succeeds. One thread at a time may use it.
 */
public final class Withdrawn {

    private static final String BY = "inference-service";

    private final String model;
    private final Withdrawals withdrawals;
    private final ReloadListener listener;
    private final Map<String, Verdict> toRecord = new HashMap<>();
    private final Map<String, Boolean> known = new HashMap<>();
    private long knownAt = -1;
    private String toldProblem = "";

    public Withdrawn(String model, Withdrawals withdrawals, ReloadListener listener) {
        this.model = model;
        this.withdrawals = withdrawals;
        this.listener = listener;
    }

    /**
     * Whether a version fell behind and has not been promoted since.
     *
     * @param promotion number of the promotion in force: as long as it stays, so does the answer
     * @throws StoreFailure if the store must be asked and cannot be reached
     */
    boolean contains(String version, long promotion) {
        if (toRecord.containsKey(version)) {
            return true;
        }
        if (promotion != knownAt) {
            known.clear();
            knownAt = promotion;
        }
        return known.computeIfAbsent(version, it -> withdrawals.isWithdrawn(model, it));
    }

    /** Whether the withdrawal of a version is still to be recorded. */
    boolean isPending(String version) {
        return toRecord.containsKey(version);
    }

    /** A canary fell behind. */
    void add(Verdict verdict) {
        if (toRecord.putIfAbsent(verdict.version(), verdict) == null) {
            listener.on(model, new CanaryWithdrawn(verdict.version(), verdict.reason()));
        }
    }

    /** Records what is still to be recorded; tells once of a store that does not take it. */
    void record() {
        toRecord.values().removeIf(this::recorded);
    }

    private boolean recorded(Verdict verdict) {
        String reason = "version " + verdict.version() + " fell behind on trial: " + verdict.reason();
        try {
            withdrawals.withdraw(model, verdict.version(), verdict.live(), reason, BY);
            known.clear();
            return true;
        } catch (StoreFailure | DamagedObject | NothingToRollBack e) {
            if (!e.getMessage().equals(toldProblem)) {
                toldProblem = e.getMessage();
                listener.on(model, new WithdrawalNotRecorded(verdict.version(), e.getMessage()));
            }
            return false;
        }
    }
}
