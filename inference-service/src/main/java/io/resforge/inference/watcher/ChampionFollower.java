package io.resforge.inference.watcher;

import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.ReloadEvent.NothingPromoted;
import io.resforge.inference.watcher.ReloadEvent.PromotionDamaged;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.StoreFailure;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at the promotions log, and has the newest promotion that can be served brought into the slot. One thread at a time may
 * use it.
 */
public final class ChampionFollower {

    /** How far to walk back from a champion that is refused. */
    private static final int MOST_TRIED = 10;

    private final String model;
    private final Promotions promotions;
    private final CheckpointFiles files;
    private final ModelSlot slot;
    private final Rollout rollout;
    private final ReloadListener listener;
    private long known;
    /** Whether to ask for the champion itself, not for what is newer: at first, and whenever the store may have become another. */
    private boolean afresh = true;

    private boolean toldNothing;
    private String toldDamage = "";

    /** @param listener is told what does not come from the rollout itself */
    public ChampionFollower(
            String model,
            Promotions promotions,
            CheckpointFiles files,
            ModelSlot slot,
            Rollout rollout,
            ReloadListener listener) {
        this.model = model;
        this.promotions = promotions;
        this.files = files;
        this.slot = slot;
        this.rollout = rollout;
        this.listener = listener;
    }

    /**
     * Looks for a promotion that is newer than what is known.
     *
     * @throws StoreFailure if the store cannot be reached; the next look then begins afresh
     */
    Optional<Promotion> look() {
        boolean wasAfresh = afresh;
        afresh = true;
        try {
            Optional<Promotion> newest = wasAfresh ? promotions.champion(model) : promotions.newerThan(model, known);
            if (newest.isEmpty()) {
                afresh = wasAfresh;
                tellNothing(wasAfresh);
            }
            return newest;
        } catch (DamagedObject e) {
            tellDamage(e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Has a promotion that {@link #look} found loaded. If it is refused, an older one that is newer than what is live takes its
     * place, and if there is none, the live one stays.
     *
     * @throws StoreFailure if the store cannot be reached; the next look then begins afresh
     */
    void follow(Promotion champion) {
        try {
            bring(champion);
            known = champion.number();
            afresh = false;
        } catch (DamagedObject e) {
            tellDamage(e.getMessage());
        }
    }

    private void bring(Promotion champion) {
        Optional<LiveModel> live = slot.live();
        if (live.isPresent() && isLive(champion, live.get())) {
            return;
        }
        long floor = live.map(LiveModel::promotion).orElse(0L);
        // A log that is no longer than what is live was begun anew: all of it is new then.
        long above = champion.number() > floor ? floor : 0;
        if (!rollout.bring(champion)) {
            older(champion, above).anyMatch(rollout::bring);
        }
    }

    private boolean isLive(Promotion champion, LiveModel live) {
        return champion.number() == live.promotion()
                && champion.version().equals(live.version())
                && !files.isReplaced(live.manifest());
    }

    private Stream<Promotion> older(Promotion champion, long above) {
        return promotions.history(model).stream()
                .filter(promotion -> promotion.number() < champion.number() && promotion.number() > above)
                .sorted(Comparator.comparingLong(Promotion::number).reversed())
                .limit(MOST_TRIED - 1);
    }

    private void tellNothing(boolean wasAfresh) {
        if (wasAfresh && !toldNothing) {
            toldNothing = true;
            listener.on(new NothingPromoted());
        }
    }

    private void tellDamage(String message) {
        if (!message.equals(toldDamage)) {
            toldDamage = message;
            listener.on(new PromotionDamaged(message));
        }
    }
}
