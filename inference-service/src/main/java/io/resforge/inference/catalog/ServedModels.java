package io.resforge.inference.catalog;

import io.resforge.inference.model.LiveModel;
import io.resforge.inference.model.NoModelYet;
import io.resforge.inference.model.NotLive;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.Refusal;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.ReloadListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What this server serves, what it refused to serve, and, while it serves nothing, why. */
public final class ServedModels implements ReloadListener {

    private static final int MOST_REFUSALS = 20;

    private final String name;
    private final ModelSlot slot;
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private String obstacle = "it is still starting";

    /**
     * A model that is served.
     *
     * @param live what is live
     * @param refused later promotions that were refused, the newest first
     */
    public record Served(LiveModel live, List<Refusal> refused) {}

    /** @param name the one model that is served */
    public ServedModels(String name, ModelSlot slot) {
        this.name = name;
        this.slot = slot;
    }

    /**
     * Describes a model.
     *
     * @param asked its name; empty stands for the one that is served
     * @throws NotLive if it is another one
     * @throws NoModelYet if no version of it is live
     */
    public Served get(String asked) {
        requireServed(asked);
        return served().orElseThrow(() -> new NoModelYet(whyNone()));
    }

    /** Describes all models that are live. */
    public List<Served> all() {
        return served().stream().toList();
    }

    /**
     * Checks a model's name; empty stands for the one that is served.
     *
     * @throws NotLive if it is another one
     */
    public void requireServed(String asked) {
        if (!asked.isEmpty() && !asked.equals(name)) {
            throw new NotLive("model \"" + asked + "\" is not served here, only \"" + name + "\" is");
        }
    }

    /** Why no version is live, in a sentence. */
    public synchronized String whyNone() {
        return "no version of " + name + " is live: " + obstacle;
    }

    @Override
    public synchronized void on(ReloadEvent event) {
        switch (event) {
            case ReloadEvent.WentLive e ->
                refusals.removeIf(refusal -> refusal.promotion() <= e.model().promotion());
            case ReloadEvent.VersionRefused(Refusal refusal) -> refuse(refusal);
            case ReloadEvent.NothingPromoted e -> obstacle = "none has been promoted yet";
            case ReloadEvent.StoreLost(String problem) -> obstacle = problem;
            case ReloadEvent.PromotionDamaged(String problem) -> obstacle = problem;
            case ReloadEvent.CachedVersionRefused e -> {}
            case ReloadEvent.CacheFailed e -> {}
            case ReloadEvent.StoreBack e -> {}
            case ReloadEvent.WatchFailed(Throwable failure) -> obstacle = failure.toString();
        }
    }

    private void refuse(Refusal refusal) {
        obstacle = "version " + refusal.version() + " was refused: " + refusal.message();
        refusals.addFirst(refusal);
        if (refusals.size() > MOST_REFUSALS) {
            refusals.removeLast();
        }
    }

    private synchronized Optional<Served> served() {
        return slot.live().map(live -> new Served(live, newerThan(live)));
    }

    private List<Refusal> newerThan(LiveModel live) {
        return refusals.stream()
                .filter(refusal -> refusal.promotion() > live.promotion())
                .toList();
    }
}
