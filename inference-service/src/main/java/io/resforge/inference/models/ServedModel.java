package io.resforge.inference.models;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One model of this server: what of it is loaded, what was refused, and, while nothing is live, why. */
public final class ServedModel {

    private static final int MOST_REFUSALS = 20;

    /** Versions whose classes are known although they may be gone, for feedback that comes late. */
    private static final int MOST_KNOWN = 20;

    private final String name;
    private final ModelSlot slot;
    private final TrialCalls canary;
    private final Deque<RejectedVersion> refusals = new ArrayDeque<>();
    private final Map<String, LiveModel> known = new LinkedHashMap<>();
    private volatile boolean looked;
    private String obstacle = "it is still starting";

    public ServedModel(String name, ModelSlot slot, TrialCalls canary) {
        this.name = name;
        this.slot = slot;
        this.canary = canary;
    }

    /** The model's name. */
    public String name() {
        return name;
    }

    /** Its versions that are loaded. */
    public ModelSlot slot() {
        return slot;
    }

    /** The comparison of its canary with its live version. */
    public TrialCalls canary() {
        return canary;
    }

    /** A version that is or was loaded not long ago. */
    public Optional<LiveModel> known(String version) {
        synchronized (known) {
            return slot.loaded(version).or(() -> Optional.ofNullable(known.get(version)));
        }
    }

    /** Whether the start is over for it: a version of it is live, or the first look has ended without one. */
    public boolean isSettled() {
        return looked || slot.live().isPresent();
    }

    /** Why no version is live, in a sentence. */
    public synchronized String whyNone() {
        return "no version of " + name + " is live: " + obstacle;
    }

    /** Versions that were refused by later promotions than the live one's, or without one; the newest first. */
    public synchronized List<RejectedVersion> refused() {
        long live = slot.live().map(LiveModel::promotion).orElse(0L);
        return refusals.stream()
                .filter(refusal -> refusal.promotion() > live || refusal.promotion() == 0)
                .toList();
    }

    synchronized void on(ReloadEvent event) {
        switch (event) {
            case ReloadEvent.WentLive e -> wentLive(e.model());
            case ReloadEvent.VersionLoaded e -> loaded(e.model());
            case ReloadEvent.VersionRefused(RejectedVersion refusal) -> refuse(refusal);
            case ReloadEvent.NothingPromoted _ -> obstacle = "none has been promoted yet";
            case ReloadEvent.NothingPublished _ -> obstacle = "none has been published yet";
            case ReloadEvent.StoreLost(String problem) -> obstacle = problem;
            case ReloadEvent.PromotionDamaged(String problem) -> obstacle = problem;
            case ReloadEvent.WatchFailed(Throwable failure) -> obstacle = failure.toString();
            case ReloadEvent.FirstLookEnded _ -> looked = true;
            case ReloadEvent.Rerouted _ -> {}
            case ReloadEvent.NotTried _ -> {}
            case ReloadEvent.CanaryWithdrawn _ -> {}
            case ReloadEvent.WithdrawalNotRecorded _ -> {}
            case ReloadEvent.CachedVersionRefused _ -> {}
            case ReloadEvent.CacheFailed _ -> {}
            case ReloadEvent.StoreBack _ -> {}
        }
    }

    private void wentLive(LiveModel model) {
        loaded(model);
        refusals.removeIf(refusal -> refusal.promotion() > 0 && refusal.promotion() <= model.promotion());
    }

    private void loaded(LiveModel model) {
        refusals.removeIf(refusal -> refusal.version().equals(model.version()));
        synchronized (known) {
            known.remove(model.version());
            known.put(model.version(), model);
            if (known.size() > MOST_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    private void refuse(RejectedVersion refusal) {
        obstacle = "version " + refusal.version() + " was refused: " + refusal.message();
        refusals.removeIf(
                earlier -> earlier.version().equals(refusal.version()) && earlier.promotion() == refusal.promotion());
        refusals.addFirst(refusal);
        if (refusals.size() > MOST_REFUSALS) {
            refusals.removeLast();
        }
    }
}
